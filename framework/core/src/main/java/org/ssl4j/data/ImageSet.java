package org.ssl4j.data;

import java.util.List;
import java.util.Optional;

/**
 * A finite, ordered set of equally sized RGB images held as bytes.
 *
 * <p>Implementations are immutable and safe for use by many threads. Pixels are bytes in channel,
 * row, column order (CHW; R, G, B planes), 0 to 255.
 */
public interface ImageSet {

  /** Channels; colour images have 3. */
  int CHANNELS = 3;

  /** Label of an image that has none. */
  int UNLABELLED = -1;

  /** Name and split, e.g. {@code cifar10/train}. */
  String name();

  /** Number of images. */
  int size();

  /** Rows in pixels. */
  int height();

  /** Columns in pixels. */
  int width();

  /** Class of an image, 0-based, or {@link #UNLABELLED}. */
  int label(int index);

  /** Labels of the first {@code count} images. */
  default int[] labels(int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = label(i);
    }
    return labels;
  }

  /** Names of the classes, in label order; empty when unlabelled. */
  List<String> classNames();

  /**
   * Copies the pixels of one image.
   *
   * @param target receives {@code 3 * height * width} bytes from {@code offset} on
   */
  void read(int index, byte[] target, int offset);

  /** What an image is called, such as its file's place below the directory; empty without names. */
  default Optional<String> imageName(int index) {
    return Optional.empty();
  }

  /**
   * SHA-256 (hex) over pixels and labels, by which a resumed run knows its images. This reads every
   * image at every call; sets that are large or slow keep the first result.
   */
  default String fingerprint() {
    return Fingerprints.of(this);
  }

  /** Bytes of pixels that lie in memory between two uses. */
  default long bytesInMemory() {
    return 0;
  }

  /** Bytes of one image. */
  default int imageBytes() {
    return CHANNELS * height() * width();
  }
}
