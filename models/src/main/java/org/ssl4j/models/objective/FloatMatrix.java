package org.ssl4j.models.objective;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.text.Text;

/** Floats. */
final class FloatMatrix extends HostMatrix {

  static {
    OpenBlas.prepare();
  }

  private final FloatPointer memory;
  private final FloatBuffer buffer;
  private float[] row;

  FloatMatrix(FloatPointer memory, int rows, int columns, int stride) {
    super(rows, columns, stride);
    long length = rows == 0 ? 0 : (rows - 1L) * stride + columns;
    this.memory = memory;
    buffer = new FloatPointer(memory).capacity(length).asBuffer();
    if (buffer.limit() < length) {
      throw new IllegalArgumentException(
          Text.of(
              "a matrix of %d x %d floats is more than the 2 GB that are supported; lower the batch",
              rows, columns));
    }
  }

  @Override
  DataType type() {
    return DataType.FLOAT;
  }

  private float[] row() {
    if (row == null) {
      row = new float[columns()];
    }
    return row;
  }

  @Override
  void read(int row, double[] target) {
    float[] values = row();
    read(row, 0, values, columns());
    for (int j = 0; j < values.length; j++) {
      target[j] = values[j];
    }
  }

  @Override
  void write(int row, double[] source) {
    float[] values = row();
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) source[j];
    }
    write(row, 0, values, columns());
  }

  /** Copies {@code count} values of a row from a column on. */
  void read(int row, int column, float[] target, int count) {
    buffer.get(row * stride() + column, target, 0, count);
  }

  /** Replaces {@code count} values of a row from a column on. */
  void write(int row, int column, float[] source, int count) {
    buffer.put(row * stride() + column, source, 0, count);
  }

  @Override
  double get(int row, int column) {
    return buffer.get(row * stride() + column);
  }

  @Override
  void set(int row, int column, double value) {
    buffer.put(row * stride() + column, (float) value);
  }

  @Override
  FloatMatrix view(long offset, int rows, int columns, int stride) {
    return new FloatMatrix(memory.getPointer(offset), rows, columns, stride);
  }

  @Override
  void multiply(
      HostMatrix a,
      boolean transposeA,
      HostMatrix b,
      boolean transposeB,
      double alpha,
      double beta) {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        transposeA ? openblas.CblasTrans : openblas.CblasNoTrans,
        transposeB ? openblas.CblasTrans : openblas.CblasNoTrans,
        rows(),
        columns(),
        transposeA ? a.rows() : a.columns(),
        (float) alpha,
        ((FloatMatrix) a).memory,
        a.stride(),
        ((FloatMatrix) b).memory,
        b.stride(),
        (float) beta,
        memory,
        stride());
  }
}
