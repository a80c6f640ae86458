package org.ssl4j.encoder;

import java.util.ArrayList;
import java.util.List;
import org.ssl4j.data.ImageSet;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.text.Text;

/**
 * Normalised pixels as embeddings [N, 3 * H * W]: the baseline without any network. Reads bytes
 * when asked for.
 *
 * <p>Images larger than {@link #LARGEST_SIDE} are averaged down to that side, each target pixel
 * being the mean of the area it covers: a linear probe factors a matrix of columns x columns, which
 * at 64 pixels took 82 s and 1.2 GB and at 224 would take 180 GB. The pixels of smaller images are
 * used as they are.
 */
public final class PixelEmbeddings implements EmbeddingMatrix {

  /** Side of CIFAR's images, and of the pixel baselines in the literature. */
  public static final int LARGEST_SIDE = 32;

  private static final double BYTE_RANGE = 255;

  private final ImageSet images;
  private final int rows;
  private final double[] mean;
  private final double[] std;
  private final byte[] image;
  private final List<Window> vertical;
  private final List<Window> horizontal;

  /** The averaged image; null where images are used as they are. */
  private final double[] averaged;

  private int loaded = -1;

  /**
   * @param rows the first images of the set
   * @param mean channel means in [0,1]
   * @param std channel standard deviations in [0,1]
   */
  public PixelEmbeddings(ImageSet images, int rows, double[] mean, double[] std) {
    this.images = images;
    this.rows = rows;
    this.mean = mean.clone();
    this.std = std.clone();
    this.image = new byte[images.imageBytes()];
    this.vertical = Window.along(images.height());
    this.horizontal = Window.along(images.width());
    this.averaged =
        isAveraged(images)
            ? new double[ImageSet.CHANNELS * vertical.size() * horizontal.size()]
            : null;
  }

  /** What the baseline is, for tables and protocols. */
  public static String describe(ImageSet images) {
    return isAveraged(images)
        ? Text.of(
            "pixels averaged to %d x %d",
            Math.min(LARGEST_SIDE, images.height()), Math.min(LARGEST_SIDE, images.width()))
        : "raw pixels";
  }

  private static boolean isAveraged(ImageSet images) {
    return Math.max(images.height(), images.width()) > LARGEST_SIDE;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return averaged == null ? images.imageBytes() : averaged.length;
  }

  @Override
  public void read(int row, int column, int count, double[] target, int offset) {
    if (row != loaded) {
      images.read(row, image, 0);
      if (averaged != null) {
        average();
      }
      loaded = row;
    }
    int plane = columns() / ImageSet.CHANNELS;
    for (int i = 0; i < count; i++) {
      int at = column + i;
      int channel = at / plane;
      double level = averaged == null ? image[at] & 0xFF : averaged[at];
      target[offset + i] = (level / BYTE_RANGE - mean[channel]) / std[channel];
    }
  }

  private void average() {
    int plane = images.height() * images.width();
    int to = 0;
    for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
      for (Window rowWindow : vertical) {
        for (Window columnWindow : horizontal) {
          averaged[to++] = mean(channel * plane, rowWindow, columnWindow);
        }
      }
    }
  }

  private double mean(int plane, Window down, Window across) {
    double sum = 0;
    for (int y = 0; y < down.weights().length; y++) {
      int line = plane + (down.first() + y) * images.width() + across.first();
      double part = 0;
      for (int x = 0; x < across.weights().length; x++) {
        part += across.weights()[x] * (image[line + x] & 0xFF);
      }
      sum += down.weights()[y] * part;
    }
    return sum;
  }

  /**
   * The source pixels that one target pixel covers along one side.
   *
   * @param weights sum to 1; those at the borders are smaller by the share that is not covered
   */
  private record Window(int first, double[] weights) {

    static List<Window> along(int sources) {
      int targets = Math.min(LARGEST_SIDE, sources);
      double length = (double) sources / targets;
      List<Window> windows = new ArrayList<>();
      for (int t = 0; t < targets; t++) {
        double from = t * length;
        double to = t + 1 == targets ? sources : from + length;
        int first = (int) Math.floor(from);
        double[] weights = new double[(int) Math.ceil(to) - first];
        for (int i = 0; i < weights.length; i++) {
          double covered = Math.min(to, first + i + 1) - Math.max(from, first + i);
          weights[i] = covered / (to - from);
        }
        windows.add(new Window(first, weights));
      }
      return windows;
    }
  }
}
