package org.ssl4j.matrix;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.natives.OpenBlas;

/** Floats. A fence ends each access: without it the memory could be freed while it is used. */
final class FloatMatrix extends Matrix {

  static {
    OpenBlas.prepare();
  }

  private final FloatPointer memory;
  private final FloatBuffer buffer;

  /** A row on its way to or from doubles; null while a thread uses it. */
  private final AtomicReference<float[]> spareRow = new AtomicReference<>();

  FloatMatrix(Pointer memory, int rows, int columns, int stride, Object owner) {
    super(rows, columns, stride, owner);
    this.memory = new FloatPointer(memory);
    buffer = new FloatPointer(memory).capacity(extent(rows, columns, stride)).asBuffer();
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT;
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
      buffer.put(place(row, column), (float) value);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private float[] takeRow() {
    float[] spare = spareRow.getAndSet(null);
    return spare == null ? new float[columns()] : spare;
  }

  @Override
  public void read(int row, int column, int count, double[] target, int offset) {
    float[] values = takeRow();
    readFloats(row, column, count, values, 0);
    for (int j = 0; j < count; j++) {
      target[offset + j] = values[j];
    }
    spareRow.set(values);
  }

  @Override
  public void write(int row, double[] source) {
    float[] values = takeRow();
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) source[j];
    }
    writeFloats(row, 0, values.length, values, 0);
    spareRow.set(values);
  }

  @Override
  public void readFloats(int row, int column, int count, float[] target, int offset) {
    try {
      buffer.get(place(row, column, count), target, offset, count);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void writeFloats(int row, int column, int count, float[] source, int offset) {
    try {
      buffer.put(place(row, column, count), source, offset, count);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  FloatMatrix view(long offset, int rows, int columns, int stride) {
    return new FloatMatrix(memory.getPointer(offset), rows, columns, stride, owner());
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
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        transposeA ? openblas.CblasTrans : openblas.CblasNoTrans,
        transposeB ? openblas.CblasTrans : openblas.CblasNoTrans,
        rows(),
        columns(),
        inner,
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
