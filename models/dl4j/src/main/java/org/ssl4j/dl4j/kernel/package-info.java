/**
 * How a layer runs: the operations of convolution and batch norm behind one interface, so that a
 * faster engine replaces another without a change to any backbone.
 */
package org.ssl4j.dl4j.kernel;
