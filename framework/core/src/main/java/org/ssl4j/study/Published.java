package org.ssl4j.study;

/**
 * Published accuracies between 0 and 1; null where nobody published one.
 *
 * @param knn weighted k-NN
 * @param linear linear probe
 * @param dataset they were measured on, as in {@code data.dataset}; null if not known
 * @param source paper and table, network and length of training
 */
public record Published(Double knn, Double linear, String dataset, String source) {}
