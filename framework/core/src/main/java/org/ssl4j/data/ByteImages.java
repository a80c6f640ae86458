package org.ssl4j.data;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ssl4j.text.Text;

/**
 * Images whose pixels lie in memory as bytes: 50,000 CIFAR-10 images cost 154 MB.
 *
 * <p>Pixels are kept in blocks of at most 1 GiB, because a Java array ends at 2 GiB; CIFAR-10 is
 * one block.
 */
public final class ByteImages implements ImageSet {
  private static final int BLOCK_BYTES = 1 << 30;

  private final String name;
  private final int height;
  private final int width;
  private final byte[][] blocks;
  private final int imagesPerBlock;
  private final int[] labels;
  private final List<String> classNames;
  private final List<String> names;
  private volatile String fingerprint;

  private ByteImages(Builder builder, int[] labels, List<String> names, String fingerprint) {
    name = builder.name;
    height = builder.height;
    width = builder.width;
    blocks = builder.blocks;
    imagesPerBlock = builder.imagesPerBlock;
    this.labels = labels;
    classNames = builder.classNames;
    this.names = List.copyOf(names);
    this.fingerprint = fingerprint;
  }

  /** Copies a set into memory; the images are read by all cores. */
  public static ByteImages copyOf(ImageSet source) {
    var builder =
        new Builder(
            source.name(), source.size(), source.height(), source.width(), source.classNames());
    Parallel.forEach(
        source.size(), i -> source.read(i, builder.block(i), builder.offset(i)), ignored -> {});
    for (int i = 0; i < source.size(); i++) {
      builder.label(i, source.label(i));
    }
    return builder.build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public Optional<String> imageName(int index) {
    return names.isEmpty() ? Optional.empty() : Optional.of(names.get(index));
  }

  @Override
  public void read(int index, byte[] target, int offset) {
    Objects.checkIndex(index, labels.length);
    int bytes = imageBytes();
    System.arraycopy(
        blocks[index / imagesPerBlock], index % imagesPerBlock * bytes, target, offset, bytes);
  }

  @Override
  public long bytesInMemory() {
    return (long) size() * imageBytes();
  }

  @Override
  public String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      known = Fingerprints.of(this);
      fingerprint = known;
    }
    return known;
  }

  /** Memory that is filled image by image, then frozen; distinct images by distinct threads. */
  public static final class Builder {
    private final String name;
    private final int height;
    private final int width;
    private final List<String> classNames;
    private final byte[][] blocks;
    private final int imagesPerBlock;
    private final int imageBytes;
    private final int[] labels;

    /**
     * Takes memory for all images.
     *
     * @param name name and split, e.g. {@code cifar10/train}
     * @param size number of images
     * @param height rows in pixels
     * @param width columns in pixels
     * @param classNames in label order; empty when unlabelled
     */
    public Builder(String name, int size, int height, int width, List<String> classNames) {
      this.name = name;
      this.height = height;
      this.width = width;
      this.classNames = List.copyOf(classNames);
      imageBytes = CHANNELS * height * width;
      imagesPerBlock = Math.max(1, BLOCK_BYTES / imageBytes);
      blocks = new byte[(size + imagesPerBlock - 1) / imagesPerBlock][];
      for (int b = 0; b < blocks.length; b++) {
        blocks[b] = new byte[Math.min(imagesPerBlock, size - b * imagesPerBlock) * imageBytes];
      }
      labels = new int[size];
    }

    /**
     * Sets one image; distinct images may be set by distinct threads.
     *
     * @param index 0-based
     * @param pixels {@code 3 * height * width} bytes: the planes of red, green and blue, row by row
     * @param label class, 0-based, or {@link ImageSet#UNLABELLED}
     * @throws IllegalArgumentException if the pixels are too many or too few, or there is no such
     *     class
     */
    public void put(int index, byte[] pixels, int label) {
      if (pixels.length != imageBytes) {
        throw new IllegalArgumentException(
            Text.of(
                "image %d has %d bytes of pixels instead of %d", index, pixels.length, imageBytes));
      }
      if (classNames.isEmpty() ? label != UNLABELLED : label < 0 || label >= classNames.size()) {
        throw new IllegalArgumentException(
            Text.of(
                "image %d has the label %d, but there are %d classes",
                index, label, classNames.size()));
      }
      System.arraycopy(pixels, 0, block(index), offset(index), imageBytes);
      labels[index] = label;
    }

    /** The array that holds an image. */
    byte[] block(int index) {
      return blocks[index / imagesPerBlock];
    }

    /** Where in {@link #block} the image begins. */
    int offset(int index) {
      return index % imagesPerBlock * imageBytes;
    }

    void label(int index, int label) {
      labels[index] = label;
    }

    /** The images; nothing is set after this. */
    public ByteImages build() {
      return new ByteImages(this, labels, List.of(), null);
    }

    /**
     * Keeps only some of the images, moving them together.
     *
     * @param names of those that are kept
     */
    ByteImages build(int[] kept, List<String> names, String fingerprint) {
      int[] keptLabels = new int[kept.length];
      for (int k = 0; k < kept.length; k++) {
        System.arraycopy(block(kept[k]), offset(kept[k]), block(k), offset(k), imageBytes);
        keptLabels[k] = labels[kept[k]];
      }
      return new ByteImages(this, keptLabels, names, fingerprint);
    }
  }
}
