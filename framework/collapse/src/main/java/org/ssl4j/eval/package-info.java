/**
 * How good a frozen representation is: weighted k-NN, retrieval, linear probes. May use {@code
 * collapse} and what comes before it; knows neither training nor reports.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link Classification}: share of right answers
 *   <li>{@link KnnScore}: answer of k-NN
 *   <li>{@link LabelledEmbeddings}: what the scores are computed on
 *   <li>{@link LinearProbe}: a linear classifier on frozen features
 *   <li>{@link ProbeScore}: answer of the probe
 *   <li>{@link Retrieval}: precision of the nearest images
 *   <li>{@link WeightedKnn}: k-NN as in the literature
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link KnnResult}: bench
 *   <li>{@link LabelScore}: api, cli, report
 * </ul>
 */
package org.ssl4j.eval;
