package org.ssl4j.dl4j.kernel;

/**
 * A fully connected layer {@code y = x W^T + b}.
 *
 * @param inputs features read
 * @param outputs features written
 * @param bias whether b is there
 */
public record DenseSpec(int inputs, int outputs, boolean bias) {}
