package org.ssl4j.models.objective;

import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.text.Text;

/** Doubles. */
final class DoubleMatrix extends HostMatrix {

  static {
    OpenBlas.prepare();
  }

  private final DoublePointer memory;
  private final DoubleBuffer buffer;

  DoubleMatrix(DoublePointer memory, int rows, int columns, int stride) {
    super(rows, columns, stride);
    long length = rows == 0 ? 0 : (rows - 1L) * stride + columns;
    this.memory = memory;
    buffer = new DoublePointer(memory).capacity(length).asBuffer();
    if (buffer.limit() < length) {
      throw new IllegalArgumentException(
          Text.of(
              "a matrix of %d x %d doubles is more than the 2 GB that are supported; lower the batch",
              rows, columns));
    }
  }

  @Override
  DataType type() {
    return DataType.DOUBLE;
  }

  @Override
  void read(int row, double[] target) {
    buffer.get(row * stride(), target, 0, columns());
  }

  @Override
  void write(int row, double[] source) {
    buffer.put(row * stride(), source, 0, columns());
  }

  @Override
  double get(int row, int column) {
    return buffer.get(row * stride() + column);
  }

  @Override
  void set(int row, int column, double value) {
    buffer.put(row * stride() + column, value);
  }

  @Override
  DoubleMatrix view(long offset, int rows, int columns, int stride) {
    return new DoubleMatrix(memory.getPointer(offset), rows, columns, stride);
  }

  @Override
  void multiply(
      HostMatrix a,
      boolean transposeA,
      HostMatrix b,
      boolean transposeB,
      double alpha,
      double beta) {
    openblas.cblas_dgemm(
        openblas.CblasRowMajor,
        transposeA ? openblas.CblasTrans : openblas.CblasNoTrans,
        transposeB ? openblas.CblasTrans : openblas.CblasNoTrans,
        rows(),
        columns(),
        transposeA ? a.rows() : a.columns(),
        alpha,
        ((DoubleMatrix) a).memory,
        a.stride(),
        ((DoubleMatrix) b).memory,
        b.stride(),
        beta,
        memory,
        stride());
  }
}
