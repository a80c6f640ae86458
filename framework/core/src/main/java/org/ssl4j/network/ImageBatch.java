package org.ssl4j.network;

/**
 * Images [N, C, H, W] where an engine's networks read them: for a device, memory that it copies
 * from. Made once by {@link Engine#images}, filled again for every step. Only the engine that made
 * it can read it. Not safe for use by several threads.
 */
public interface ImageBatch extends AutoCloseable {

  /** Number of images, N. */
  int count();

  /** C. */
  int channels();

  /** H. */
  int height();

  /** W. */
  int width();

  /**
   * Overwrites all images.
   *
   * @param pixels N * C * H * W values in that order
   */
  void put(float[] pixels);

  /**
   * Some of the images, in the same memory.
   *
   * @param from first image
   * @param to image after the last
   */
  ImageBatch slice(int from, int to);

  @Override
  void close();
}
