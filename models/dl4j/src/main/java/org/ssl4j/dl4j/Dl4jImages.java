package org.ssl4j.dl4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.text.Text;

/** Images in an array. */
final class Dl4jImages implements ImageBatch {

  private final INDArray array;

  Dl4jImages(INDArray array) {
    this.array = array;
  }

  /** Where a graph reads them. */
  INDArray array() {
    return array;
  }

  @Override
  public int count() {
    return Math.toIntExact(array.size(0));
  }

  @Override
  public int channels() {
    return Math.toIntExact(array.size(1));
  }

  @Override
  public int height() {
    return Math.toIntExact(array.size(2));
  }

  @Override
  public int width() {
    return Math.toIntExact(array.size(3));
  }

  @Override
  public void put(float[] pixels) {
    if (pixels.length != array.length()) {
      throw new IllegalArgumentException(
          Text.of("%d values for images of %d", pixels.length, array.length()));
    }
    if (array.dataType() == DataType.DOUBLE) {
      double[] values = new double[pixels.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = pixels[i];
      }
      array.data().asNioDouble().put(values);
    } else if (Nd4j.getEnvironment().isCPU()) {
      // One memory copy; ND4J's own call goes value by value, 27 times as long.
      array.data().asNioFloat().put(pixels);
    } else {
      // On a device the buffer has to learn that its host side has changed.
      array.data().setData(pixels);
    }
  }

  @Override
  public ImageBatch slice(int from, int to) {
    return from == 0 && to == count()
        ? this
        : new Dl4jImages(array.get(NDArrayIndex.interval(from, to)));
  }

  /** ND4J frees the memory when nothing refers to it. */
  @Override
  public void close() {}
}
