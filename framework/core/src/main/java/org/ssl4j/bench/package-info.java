/**
 * What {@code ssl4j bench} measures with: repeated timing, the facts of the machine, and one JSON
 * line per measurement. Workloads that only another module can make come through {@link
 * org.ssl4j.bench.ObjectiveWorkload}.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link AugmentWorkload}: cli
 *   <li>{@link BenchLine}: cli
 *   <li>{@link ConvolutionTable}: cli
 *   <li>{@link ConvolutionWorkload}: cli, dl4j.bench
 *   <li>{@link EmbeddingWorkloads}: cli
 *   <li>{@link Machine}: cli
 *   <li>{@link ObjectiveWorkload}: cli, models.bench
 *   <li>{@link ProfileTable}: cli
 *   <li>{@link Soak}: cli
 *   <li>{@link StepBenchmark}: cli
 *   <li>{@link StepNet}: cli
 *   <li>{@link StockWorkload}: cli, dl4j.bench
 *   <li>{@link Timing}: cli
 * </ul>
 */
package org.ssl4j.bench;
