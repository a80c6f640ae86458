/**
 * A device: memory of its own, kernels, products of matrices and convolutions, in the order in
 * which they are asked for. One runs on NVIDIA's cards, one emulates a card on the processor.
 * Nothing here knows networks.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link DeviceException}: a device has no memory left, or refuses
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link ComputeDevice}: cuda, cuda.layer, cuda.update
 *   <li>{@link ConvolutionShape}: cuda.layer
 *   <li>{@link CudaCard}: cuda
 *   <li>{@link CudaDevice}: cuda
 *   <li>{@link CudaDriverAnswer}: cuda
 *   <li>{@link CudaLibrary}: cuda
 *   <li>{@link CudaMachine}: cuda
 *   <li>{@link DeviceBuffer}: cuda, cuda.layer, cuda.update
 *   <li>{@link DeviceKernel}: cuda.layer
 *   <li>{@link EmulatedDevice}: cuda
 *   <li>{@link LaunchShape}: cuda.layer, cuda.update
 *   <li>{@link MatrixProduct}: cuda.layer
 *   <li>{@link StorageType}: cuda, cuda.layer
 * </ul>
 */
package org.ssl4j.cuda.device;
