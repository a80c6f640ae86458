package org.ssl4j.dl4j.update;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.text.Text;

/**
 * The runs of a flat vector as live views.
 *
 * <p>Making a view costs some 50 microseconds, more than most updates of a small run, so the views
 * of the last vector are kept. A network's parameters and gradient are the same arrays in every
 * step.
 *
 * <p>Not safe for use by several threads.
 */
public final class FlatViews {

  private final List<FlatRun> runs;
  private final long length;
  private INDArray source;
  private DataBuffer buffer;
  private List<INDArray> views = List.of();

  /**
   * @param runs stretches of the vector
   * @param length number of entries of the vectors to come
   */
  public FlatViews(List<FlatRun> runs, long length) {
    for (FlatRun run : runs) {
      if (run.end() > length) {
        throw new IllegalArgumentException(
            Text.of(
                "run %d to %d exceeds a vector of %d entries", run.offset(), run.end(), length));
      }
    }
    this.runs = List.copyOf(runs);
    this.length = length;
  }

  /** One view of the whole vector, of rank 1. */
  public static FlatViews whole(long length) {
    return new FlatViews(List.of(new FlatRun(0, length)), length);
  }

  /**
   * Live views of rank 1, one per run.
   *
   * @param vector [P] or [1, P], contiguous
   * @throws IllegalArgumentException when the vector has another length or is not contiguous, so
   *     that writing to a view would not write to the vector
   */
  public List<INDArray> of(INDArray vector) {
    if (vector != source || vector.data() != buffer) {
      views = make(vector);
      source = vector;
      buffer = vector.data();
    }
    return views;
  }

  private List<INDArray> make(INDArray vector) {
    if (vector.length() != length) {
      throw new IllegalArgumentException(
          Text.of("expected a flat vector of %d entries, not of %d", length, vector.length()));
    }
    if (length > 1 && vector.elementWiseStride() != 1) {
      throw new IllegalArgumentException("the flat vector must be contiguous");
    }
    INDArray flat = vector.rank() == 1 ? vector : vector.reshape(length);
    List<INDArray> made = new ArrayList<>(runs.size());
    for (FlatRun run : runs) {
      made.add(
          run.length() == length ? flat : flat.get(NDArrayIndex.interval(run.offset(), run.end())));
    }
    return List.copyOf(made);
  }
}
