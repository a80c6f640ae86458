package org.ssl4j.cuda.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.SplittableRandom;

/** Numbers of one storage type on a device, beside what Java knows of them. */
final class Numbers {
  private final ComputeDevice device;
  private final StorageType type;
  private final SplittableRandom random = new SplittableRandom(1);

  Numbers(ComputeDevice device, StorageType type) {
    this.device = device;
    this.type = type;
  }

  /** Largest error of a result relative to the largest number. */
  double tolerance() {
    return type == StorageType.FLOAT ? 3e-6 : 1e-2;
  }

  /** Between -1 and 1, as the storage type has them. */
  double[] drawn(int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = rounded(2 * random.nextDouble() - 1);
    }
    return values;
  }

  /** Between -1 and 1, as floats. */
  double[] drawnFloats(int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  private double rounded(double value) {
    float single = (float) value;
    return type == StorageType.FLOAT ? single : fromBits(toBits(single));
  }

  /** A float to the nearest bfloat16, of two equally near the even one. */
  static short toBits(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
  }

  static float fromBits(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** Numbers in the storage type. */
  DeviceBuffer stored(double[] values) {
    var memory = new Memory((long) values.length * type.bytes());
    for (int i = 0; i < values.length; i++) {
      if (type == StorageType.FLOAT) {
        memory.setFloat((long) i * Float.BYTES, (float) values[i]);
      } else {
        memory.setShort((long) i * Short.BYTES, toBits((float) values[i]));
      }
    }
    return uploaded(memory);
  }

  /** Room for results in the storage type. */
  DeviceBuffer stored(int count) {
    return device.allocate((long) count * type.bytes());
  }

  DeviceBuffer floats(double[] values) {
    var memory = new Memory((long) values.length * Float.BYTES);
    for (int i = 0; i < values.length; i++) {
      memory.setFloat((long) i * Float.BYTES, (float) values[i]);
    }
    return uploaded(memory);
  }

  DeviceBuffer floats(int count) {
    return device.allocate((long) count * Float.BYTES);
  }

  private DeviceBuffer uploaded(Memory memory) {
    var buffer = device.allocate(memory.size());
    device.upload(Pointer.nativeValue(memory), buffer);
    return buffer;
  }

  double[] read(DeviceBuffer stored) {
    if (type == StorageType.FLOAT) {
      return readFloats(stored);
    }
    var memory = downloaded(stored);
    double[] values = new double[(int) (stored.bytes() / Short.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = fromBits(memory.getShort((long) i * Short.BYTES));
    }
    return values;
  }

  double[] readFloats(DeviceBuffer floats) {
    var memory = downloaded(floats);
    double[] values = new double[(int) (floats.bytes() / Float.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = memory.getFloat((long) i * Float.BYTES);
    }
    return values;
  }

  private Memory downloaded(DeviceBuffer buffer) {
    var memory = new Memory(buffer.bytes());
    device.download(buffer, Pointer.nativeValue(memory));
    return memory;
  }

  void run(String kernel, LaunchShape shape, Object... arguments) {
    device.launch(device.kernel(type, kernel), shape, arguments);
  }

  void each(int count, String kernel, Object... arguments) {
    run(kernel, LaunchShape.each(count), arguments);
  }

  void assertStored(DeviceBuffer actual, double[] expected) {
    assertClose(read(actual), expected, tolerance());
  }

  /** Results that are float whatever the storage type, of inputs that are exact in it. */
  void assertFloats(DeviceBuffer actual, double[] expected) {
    assertClose(readFloats(actual), expected, 3e-6);
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    double largest = 1e-30;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(actual).containsExactly(expected, within(tolerance * largest));
  }
}
