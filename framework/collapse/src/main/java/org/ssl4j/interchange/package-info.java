/**
 * Embeddings and labels in other programs' files: NumPy's .npy and .npz, CSV. Files may come from
 * strangers: everything in them is checked before memory or disk is spent on it. Large files are
 * mapped, not read.
 */
package org.ssl4j.interchange;
