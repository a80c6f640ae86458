package org.ssl4j.eval;

import org.ssl4j.collapse.EmbeddingMatrix;
import org.ssl4j.data.ImageSet;

/** Normalised pixels as embeddings [N, 3 * H * W]: the baseline without any network. Reads bytes when asked for. */
public final class PixelEmbeddings implements EmbeddingMatrix {

  private static final double BYTE_RANGE = 255;

  private final ImageSet images;
  private final int rows;
  private final double[] mean;
  private final double[] std;
  private final byte[] image;
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
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return images.imageBytes();
  }

  @Override
  public void read(int row, int column, int count, double[] target, int offset) {
    if (row != loaded) {
      images.read(row, image, 0);
      loaded = row;
    }
    int plane = images.height() * images.width();
    for (int i = 0; i < count; i++) {
      int channel = (column + i) / plane;
      target[offset + i] =
          ((image[column + i] & 0xFF) / BYTE_RANGE - mean[channel]) / std[channel];
    }
  }
}
