package org.ssl4j.dl4j.kernel;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The C library's memory allocator.
 *
 * <p>glibc takes large blocks from the system and gives them back when freed, until the first such
 * block has been freed: from then on it keeps blocks of up to that size for itself. The activations
 * that DL4J allocates one by one in a network's first pass, before it knows how large their
 * workspace must be, so stayed resident beside the workspace: 0.65 of 1.79 GB of a ResNet-18 at
 * batch 64 (docs/PERFORMANCE.md). This engine allocates nothing per step, so it loses nothing when
 * large blocks always come from the system; the portable one would take twice as long.
 */
final class NativeHeap {

  private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);

  /** {@code M_MMAP_THRESHOLD} of glibc's malloc.h. */
  private static final int MMAP_THRESHOLD = -3;

  private static final int LARGE_BYTES = 4 << 20;

  /** Whoever sets it knows better. */
  private static final String OVERRIDE = "MALLOC_MMAP_THRESHOLD_";

  private NativeHeap() {}

  /** Has freed large blocks always given back to the system, where the C library is glibc. */
  static void returnLargeBlocks() {
    if (!Platform.isLinux() || System.getenv(OVERRIDE) != null) {
      return;
    }
    try {
      var accepted =
          Function.getFunction(Platform.C_LIBRARY_NAME, "mallopt")
              .invokeInt(new Object[] {MMAP_THRESHOLD, LARGE_BYTES});
      if (accepted == 0) {
        LOG.info(
            "the C library did not accept the threshold for large blocks; the memory peak will be higher");
      }
    } catch (UnsatisfiedLinkError e) {
      LOG.info("the C library has no mallopt ({}); the memory peak will be higher", e.getMessage());
    }
  }
}
