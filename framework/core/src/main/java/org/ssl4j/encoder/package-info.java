/**
 * The trained network after training: {@code encoder.zip}, embeddings of images, evaluation of the
 * frozen features.
 */
package org.ssl4j.encoder;
