package org.ssl4j.augment;

import java.util.HashMap;
import java.util.Map;

/**
 * The working memory of one thread that makes views; grows to the largest view it has made and is
 * then reused, so that making a view allocates almost nothing.
 *
 * <p>Belongs to one thread. Pipelines of different sizes may share it.
 */
public final class Scratch {
  private final int[] jitterOrder = new int[4];
  private final Map<DataVecStep, DataVecStep.Instance> dataVec = new HashMap<>();
  private int side = -1;
  private float[][] planes;
  private float[][] work;
  private float[] line;
  private CropResizer resizer;

  /** Makes room for views of this side. */
  void prepare(int newSide) {
    if (side != newSide) {
      side = newSide;
      planes = new float[3][newSide * newSide];
      work = new float[3][newSide * newSide];
      // A reflected line is at most three sides long.
      line = new float[3 * newSide];
      resizer = new CropResizer(newSide, newSide);
    }
  }

  float[][] planes() {
    return planes;
  }

  /** As many and as long as the planes; what an operation leaves there is of no use to another. */
  float[][] work() {
    return work;
  }

  float[] line() {
    return line;
  }

  CropResizer resizer() {
    return resizer;
  }

  /** The orders of the four jitter operations, reset to 0, 1, 2, 3. */
  int[] jitterOrder() {
    for (int i = 0; i < jitterOrder.length; i++) {
      jitterOrder[i] = i;
    }
    return jitterOrder;
  }

  /** This thread's own instances of a DataVec step, whose transforms keep state. */
  DataVecStep.Instance instance(DataVecStep step) {
    return dataVec.computeIfAbsent(step, DataVecStep::newInstance);
  }
}
