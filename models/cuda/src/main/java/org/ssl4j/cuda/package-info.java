/**
 * The engine {@code cuda}: networks on NVIDIA's cards, and, named {@code cuda-emulated}, on a
 * device that the processor emulates. Knows {@code org.ssl4j.network} and no library of tensors.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link CudaCards}: found by ServiceLoader
 *   <li>{@link CudaEmulatedProvider}: found by ServiceLoader
 *   <li>{@link CudaEngineProvider}: found by ServiceLoader
 * </ul>
 */
package org.ssl4j.cuda;
