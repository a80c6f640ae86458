package org.ssl4j.matrix;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.natives.OpenBlas;

/** Doubles. A fence ends each access: without it the memory could be freed while it is used. */
final class DoubleMatrix extends Matrix {

  static {
    OpenBlas.prepare();
  }

  private final DoublePointer memory;
  private final DoubleBuffer buffer;

  DoubleMatrix(Pointer memory, int rows, int columns, int stride, Object owner) {
    super(rows, columns, stride, owner);
    this.memory = new DoublePointer(memory);
    buffer = new DoublePointer(memory).capacity(extent(rows, columns, stride)).asBuffer();
  }

  @Override
  public Precision precision() {
    return Precision.DOUBLE;
  }

  @Override
  public long address() {
    return memory.address();
  }

  @Override
  public double get(int row, int column) {
    try {
      return buffer.get(place(row, column));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void set(int row, int column, double value) {
    try {
      buffer.put(place(row, column), value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void read(int row, int column, int count, double[] target, int offset) {
    try {
      buffer.get(place(row, column, count), target, offset, count);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void write(int row, double[] source) {
    try {
      buffer.put(place(row, 0, columns()), source, 0, columns());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void readFloats(int row, int column, int count, float[] target, int offset) {
    try {
      int from = place(row, column, count);
      for (int j = 0; j < count; j++) {
        target[offset + j] = (float) buffer.get(from + j);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void writeFloats(int row, int column, int count, float[] source, int offset) {
    try {
      int from = place(row, column, count);
      for (int j = 0; j < count; j++) {
        buffer.put(from + j, source[offset + j]);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  DoubleMatrix view(long offset, int rows, int columns, int stride) {
    return new DoubleMatrix(memory.getPointer(offset), rows, columns, stride, owner());
  }

  @Override
  void product(
      Matrix a,
      boolean transposeA,
      Matrix b,
      boolean transposeB,
      int inner,
      double alpha,
      double beta) {
    openblas.cblas_dgemm(
        openblas.CblasRowMajor,
        transposeA ? openblas.CblasTrans : openblas.CblasNoTrans,
        transposeB ? openblas.CblasTrans : openblas.CblasNoTrans,
        rows(),
        columns(),
        inner,
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
