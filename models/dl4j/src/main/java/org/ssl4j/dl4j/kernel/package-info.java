/**
 * How a layer runs: the operations of convolution and batch norm behind one interface, so that a
 * faster engine replaces another without a change to any backbone.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link AddReluKernel}: dl4j.layer
 *   <li>{@link ArrayAllocator}: dl4j.layer
 *   <li>{@link BatchNormKernel}: dl4j.layer
 *   <li>{@link BatchNormSpec}: dl4j.layer
 *   <li>{@link ConvolutionKernel}: dl4j.bench, dl4j.layer
 *   <li>{@link ConvolutionSpec}: dl4j.bench, dl4j.layer
 *   <li>{@link DenseKernel}: dl4j.layer
 *   <li>{@link DenseSpec}: dl4j.layer
 *   <li>{@link Engines}: dl4j, dl4j.bench, dl4j.layer
 *   <li>{@link LayerEngine}: dl4j, dl4j.bench, dl4j.layer
 *   <li>{@link LayoutKernel}: dl4j.layer
 *   <li>{@link OneDnnEngine}: dl4j.bench
 *   <li>{@link PoolKernel}: dl4j, dl4j.layer
 * </ul>
 */
package org.ssl4j.dl4j.kernel;
