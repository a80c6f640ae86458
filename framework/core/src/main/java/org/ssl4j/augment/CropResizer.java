package org.ssl4j.augment;

/**
 * Crop, horizontal flip and bilinear resize in one pass, from bytes to float planes in [0,1].
 *
 * <p>Half-pixel centres without antialiasing, neighbours clamped to the crop: source coordinate
 * {@code max((i + 0.5) * crop / out - 0.5, 0)}, torchvision's {@code
 * resized_crop(antialias=False)}. Each source row is interpolated horizontally once and then
 * blended vertically, so it is gathered once instead of up to four times.
 *
 * <p>Belongs to one thread.
 */
final class CropResizer {
  private static final float BYTE_TO_UNIT = 1 / 255f;

  private final int rows;
  private final int columns;
  private final int[] left;
  private final int[] right;
  private final float[] weight;
  private final float[] blended;
  private float[] upper;
  private float[] lower;

  /**
   * @param rows rows of the result
   * @param columns columns of the result
   */
  CropResizer(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    left = new int[columns];
    right = new int[columns];
    weight = new float[columns];
    blended = new float[columns];
    upper = new float[columns];
    lower = new float[columns];
  }

  /**
   * @param chw bytes of the image from {@code offset} on: three planes of {@code height} rows
   * @param flip mirrors the result horizontally
   * @param planes receives three planes of {@code rows * columns} floats
   */
  void resize(
      byte[] chw, int offset, int height, int width, CropBox box, boolean flip, float[][] planes) {
    prepareColumns(box, flip);
    for (int c = 0; c < planes.length; c++) {
      int corner = offset + (c * height + box.top()) * width;
      if (box.height() == rows) {
        copyRows(chw, corner, width, planes[c]);
      } else {
        blendRows(chw, corner, width, box.height(), planes[c]);
      }
    }
  }

  private void prepareColumns(CropBox box, boolean flip) {
    double step = (double) box.width() / columns;
    for (int x = 0; x < columns; x++) {
      double source = Math.max((x + 0.5) * step - 0.5, 0);
      int column = (int) source;
      int target = flip ? columns - 1 - x : x;
      left[target] = box.left() + column;
      right[target] = box.left() + Math.min(column + 1, box.width() - 1);
      weight[target] = (float) (source - column);
    }
  }

  private void copyRows(byte[] chw, int corner, int width, float[] plane) {
    for (int y = 0; y < rows; y++) {
      interpolate(chw, corner + y * width, upper);
      System.arraycopy(upper, 0, plane, y * columns, columns);
    }
  }

  private void blendRows(byte[] chw, int corner, int width, int cropHeight, float[] plane) {
    double step = (double) cropHeight / rows;
    int upperRow = -1;
    int lowerRow = -1;
    for (int y = 0; y < rows; y++) {
      double source = Math.max((y + 0.5) * step - 0.5, 0);
      int row = (int) source;
      int next = Math.min(row + 1, cropHeight - 1);
      float fraction = (float) (source - row);
      if (row != upperRow && row == lowerRow) {
        float[] swapped = upper;
        upper = lower;
        lower = swapped;
        upperRow = row;
        lowerRow = -1;
      }
      if (row != upperRow) {
        interpolate(chw, corner + row * width, upper);
        upperRow = row;
      }
      if (next != lowerRow) {
        interpolate(chw, corner + next * width, lower);
        lowerRow = next;
      }
      blend(upper, lower, fraction, blended, columns);
      System.arraycopy(blended, 0, plane, y * columns, columns);
    }
  }

  private void interpolate(byte[] chw, int row, float[] target) {
    for (int x = 0; x < columns; x++) {
      float a = chw[row + left[x]] & 0xFF;
      float b = chw[row + right[x]] & 0xFF;
      target[x] = (a + weight[x] * (b - a)) * BYTE_TO_UNIT;
    }
  }

  private static void blend(float[] a, float[] b, float fraction, float[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = a[i] + fraction * (b[i] - a[i]);
    }
  }
}
