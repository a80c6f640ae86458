/**
 * Matrices in the host's memory: what networks, objectives, measures and checkpoints hand to one
 * another. Every package may enter; this one uses only {@code text} and {@code natives}.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link Matrix}: embeddings, weights and gradients in native memory
 *   <li>{@link Precision}: float or double
 *   <li>{@link Rows}: arithmetic on rows, for losses of other jars
 * </ul>
 */
package org.ssl4j.matrix;
