package org.ssl4j.study;

/**
 * Published accuracies between 0 and 1; null where nobody published one.
 *
 * @param knn weighted k-NN
 * @param linear linear probe
 * @param source paper and table, data set and length of training
 */
public record Published(Double knn, Double linear, String source) {}
