package org.ssl4j.cuda;

import java.lang.ref.Reference;
import org.ssl4j.cuda.device.ComputeDevice;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/** Matrices of floats on their way to a device and back. */
final class HostMatrices {

  private HostMatrices() {}

  /** A new matrix of floats on the device; waits for it. */
  static Matrix download(ComputeDevice device, DeviceBuffer floats, int rows, int columns) {
    var matrix = Matrix.uninitialised(Precision.FLOAT, rows, columns);
    try {
      device.download(floats.part(0, (long) rows * columns * Float.BYTES), matrix.address());
      return matrix;
    } finally {
      Reference.reachabilityFence(matrix);
    }
  }

  /** Copies a matrix of any precision, rounded to floats. */
  static void upload(ComputeDevice device, Matrix matrix, DeviceBuffer floats) {
    var target = floats.part(0, (long) matrix.rows() * matrix.columns() * Float.BYTES);
    if (matrix.precision() == Precision.FLOAT && matrix.isDense()) {
      try {
        device.upload(matrix.address(), target);
        return;
      } finally {
        Reference.reachabilityFence(matrix);
      }
    }
    float[] values = new float[matrix.rows() * matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      matrix.readFloats(i, 0, matrix.columns(), values, i * matrix.columns());
    }
    device.upload(values, 0, values.length, target);
  }
}
