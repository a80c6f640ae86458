/**
 * The operations of a network on a device: each gives its result, what it keeps for the way back,
 * and the way back itself. Formulas: {@code org.ssl4j.reference}.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link DeviceLayer}: cuda
 *   <li>{@link DeviceLayers}: cuda
 *   <li>{@link DeviceMemory}: cuda
 *   <li>{@link DeviceTensor}: cuda
 *   <li>{@link DeviceWork}: cuda, cuda.update
 *   <li>{@link FlatParameters}: cuda, cuda.update
 *   <li>{@link LayerStep}: cuda
 * </ul>
 */
package org.ssl4j.cuda.layer;
