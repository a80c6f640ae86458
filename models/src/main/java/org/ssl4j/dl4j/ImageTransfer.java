package org.ssl4j.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.text.Text;

/** Brings what data workers have made on the heap into an array. */
public final class ImageTransfer {

  private ImageTransfer() {}

  /**
   * Overwrites an array.
   *
   * @param values as many as the array has, in C order
   * @param target FLOAT, C order, not a view
   */
  public static void copy(float[] values, INDArray target) {
    if (values.length != target.length()) {
      throw new IllegalArgumentException(
          Text.of("%d values for an array of %d", values.length, target.length()));
    }
    if (Nd4j.getEnvironment().isCPU()) {
      // One memory copy; ND4J's own call goes value by value, 27 times as long.
      target.data().asNioFloat().put(values);
    } else {
      // On a device the buffer has to learn that its host side has changed.
      target.data().setData(values);
    }
  }
}
