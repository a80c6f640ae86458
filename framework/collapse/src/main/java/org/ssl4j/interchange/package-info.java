/**
 * Embeddings and labels in other programs' files: NumPy's .npy and .npz, CSV. Files may come from
 * strangers: everything in them is checked before memory or disk is spent on it. Large files are
 * mapped, not read.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link EmbeddingFile}: cli
 *   <li>{@link Header}: cli
 *   <li>{@link Labels}: cli
 *   <li>{@link NpzWriter}: encoder
 *   <li>{@link NumpyArrays}: kinds
 *   <li>{@link Pooling}: cli
 *   <li>{@link ReadOptions}: cli
 * </ul>
 */
package org.ssl4j.interchange;
