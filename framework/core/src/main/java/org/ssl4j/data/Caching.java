package org.ssl4j.data;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether pixels are kept in memory ({@code data.cacheMegabytes}). */
final class Caching {
  private static final Logger LOG = LoggerFactory.getLogger(Caching.class);
  private static final long MEGABYTE = 1L << 20;

  private Caching() {}

  /**
   * Whether the images fit into the configured memory and into half of the heap, the rest of which
   * the run needs.
   */
  static boolean fits(long images, int side, int cacheMegabytes) {
    long bytes = images * ImageSet.CHANNELS * side * side;
    long allowed = Math.min(cacheMegabytes * MEGABYTE, Runtime.getRuntime().maxMemory() / 2);
    if (bytes > allowed) {
      LOG.info(
          "{} images need {} MB of memory, but the limit is {} MB, so every use of an image reads or draws it again, which is slower; to keep the images in memory, raise data.cacheMegabytes (at most half of the Java heap is used)",
          images,
          bytes / MEGABYTE,
          allowed / MEGABYTE);
    }
    return bytes <= allowed;
  }
}
