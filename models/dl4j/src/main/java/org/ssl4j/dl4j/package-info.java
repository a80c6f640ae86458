/**
 * The engines {@code onednn} and {@code nd4j}: a plan becomes a DL4J computation graph of the
 * layers in {@code layer}, run by the kernels in {@code kernel} and updated by the rules in {@code
 * update}. DL4J's and ND4J's types occur here and below only.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link CudaDriver}: whether ND4J's CUDA backend can run
 *   <li>{@link Dl4jEngine}: the engines
 *   <li>{@link Dl4jNetwork}: gives the DL4J graph of a network
 *   <li>{@link HostMemory}: from matrices to INDArrays and back
 *   <li>{@link Nd4jProvider}: found by ServiceLoader
 *   <li>{@link OneDnnProvider}: found by ServiceLoader
 *   <li>{@link SslGraph}: the DL4J graph
 * </ul>
 */
package org.ssl4j.dl4j;
