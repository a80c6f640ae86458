/**
 * Measures of representation collapse on embeddings, in double precision. Definitions and sources:
 * {@code docs/METRICS.md}.
 *
 * <p>{@link org.ssl4j.measure.CollapseMeasures} measures an {@link
 * org.ssl4j.measure.EmbeddingMatrix}; linear algebra is BLAS and LAPACK through OpenBLAS.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link CollapseMeasures}: measures of one matrix
 *   <li>{@link EmbeddingMatrix}: embeddings, wherever they lie
 *   <li>{@link Hubness}: how unevenly embeddings are near to one another
 *   <li>{@link InvalidEmbeddingsException}: embeddings cannot be measured
 *   <li>{@link LayerAnalysis}: measures of one matrix with its spectrum
 *   <li>{@link LayerMeasures}: measures of one matrix, as metrics.jsonl has them
 *   <li>{@link NumberArray}: numbers with any number of axes, wherever they lie
 *   <li>{@link PowerLawFit}: part of a spectrum
 *   <li>{@link Spectrum}: eigenvalues of one matrix
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link Alignment}: diagnose, train
 *   <li>{@link Attempts}: diagnose, train
 *   <li>{@link CosineTile}: eval, faces
 *   <li>{@link LidarRank}: train
 *   <li>{@link MeasureTaker}: diagnose, train
 *   <li>{@link RowSample}: faces
 *   <li>{@link SingularValues}: faces, kinds
 *   <li>{@link StepSignals}: train
 *   <li>{@link Uniformity}: faces
 *   <li>{@link ViewPairs}: diagnose
 * </ul>
 */
package org.ssl4j.measure;
