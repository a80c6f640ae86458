/**
 * Measures of representation collapse on embeddings, in double precision, and the monitor that
 * takes them every epoch. Definitions and sources: {@code docs/METRICS.md}.
 *
 * <p>{@link org.ssl4j.collapse.CollapseMeasures} measures an {@link
 * org.ssl4j.collapse.EmbeddingMatrix}; linear algebra is BLAS and LAPACK through OpenBLAS, which is
 * on the class path with every ND4J backend.
 */
package org.ssl4j.collapse;
