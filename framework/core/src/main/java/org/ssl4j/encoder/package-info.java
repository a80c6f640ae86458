/**
 * The trained network after training: {@code encoder.zip}, embeddings of images, evaluation of the
 * frozen features.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link PretrainedEncoder}: a trained network as arrays
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link EncoderArchive}: api, train
 *   <li>{@link EncoderEvaluation}: cli
 *   <li>{@link FrozenEncoder}: cli
 *   <li>{@link ImageEmbedder}: api, report, train
 *   <li>{@link PixelEmbeddings}: train
 * </ul>
 */
package org.ssl4j.encoder;
