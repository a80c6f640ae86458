package org.ssl4j.data;

import java.util.List;
import java.util.Objects;
import org.ssl4j.error.DataException;

/**
 * Ten classes of shape and texture, computed instead of stored: for the quick start and for tests.
 *
 * <p>Image {@code i} of a split is a function of (split, i) alone; its class is {@code i mod 10}.
 * Colour, polarity, position, scale, rotation, background and noise are drawn from the
 * counter-based generator and carry nothing about the class, so neither colour nor the raw pixels
 * give it away; all classes survive mirroring, rotation, crops and colour jitter. Only integer
 * arithmetic, {@link StrictMath} and IEEE operations are used: the bytes are the same on every
 * machine.
 *
 * <p>How many images there are is a choice: {@code trainLimit} and {@code testLimit} ask for any
 * number up to 100,000, and stand for 4,000 and 1,000 when left out. The first n images are the
 * same whatever the limit.
 */
public final class Shapes implements ImageSet {

  /** Class names in label order. */
  public static final List<String> CLASS_NAMES =
      List.of(
          "disc",
          "ring",
          "square",
          "triangle",
          "cross",
          "star",
          "stripes",
          "checkerboard",
          "dots",
          "crescent");

  /** Most images that a limit may ask for. */
  public static final int MOST_IMAGES = 100_000;

  private static final int DEFAULT_TRAIN = 4_000;
  private static final int DEFAULT_TEST = 1_000;

  /** The two splits draw from streams of their own. */
  private static final int TRAIN_STREAM = 0;

  private static final int TEST_STREAM = 1;

  private final String name;
  private final ShapePainter painter;
  private final int size;
  private final int side;
  private volatile String fingerprint;

  private Shapes(String split, int stream, int size, int side) {
    name = "shapes/" + split;
    painter = new ShapePainter(stream, side);
    this.size = size;
    this.side = side;
  }

  /**
   * Both splits; painted once if they fit the cache, else at each use.
   *
   * @param side of the images in pixels
   * @param trainLimit number of training images, or null for 4,000
   * @param testLimit number of test images, or null for 1,000
   * @throws DataException if a limit is above 100,000
   */
  public static DataSplits open(
      int side, Integer trainLimit, Integer testLimit, int cacheMegabytes) {
    int trainSize = size("train", trainLimit, DEFAULT_TRAIN);
    int testSize = size("test", testLimit, DEFAULT_TEST);
    ImageSet train = new Shapes("train", TRAIN_STREAM, trainSize, side);
    ImageSet test = new Shapes("test", TEST_STREAM, testSize, side);
    if (Caching.fits((long) trainSize + testSize, side, cacheMegabytes)) {
      train = ByteImages.copyOf(train);
      test = ByteImages.copyOf(test);
    }
    return DataSplits.measured(train, test);
  }

  /** Training images there are for a limit: as many as it asks for, up to the most. */
  static int trainSize(Integer limit) {
    return limit == null ? DEFAULT_TRAIN : MOST_IMAGES;
  }

  /** Test images there are for a limit: as many as it asks for, up to the most. */
  static int testSize(Integer limit) {
    return limit == null ? DEFAULT_TEST : MOST_IMAGES;
  }

  private static int size(String split, Integer limit, int otherwise) {
    return limit == null ? otherwise : Limits.apply(split, limit, MOST_IMAGES, "shapes");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int height() {
    return side;
  }

  @Override
  public int width() {
    return side;
  }

  @Override
  public int label(int index) {
    return Objects.checkIndex(index, size) % CLASS_NAMES.size();
  }

  @Override
  public List<String> classNames() {
    return CLASS_NAMES;
  }

  @Override
  public void read(int index, byte[] target, int offset) {
    painter.paint(index, label(index), target, offset);
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
}
