/**
 * Measures of representation collapse on embeddings, in double precision. Definitions and sources:
 * {@code docs/METRICS.md}.
 *
 * <p>{@link org.ssl4j.measure.CollapseMeasures} measures an {@link
 * org.ssl4j.measure.EmbeddingMatrix}; linear algebra is BLAS and LAPACK through OpenBLAS.
 */
package org.ssl4j.measure;
