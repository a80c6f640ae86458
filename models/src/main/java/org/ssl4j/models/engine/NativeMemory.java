package org.ssl4j.models.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** A oneDNN memory object: a tensor description and an address that changes from call to call. */
final class NativeMemory {

  /** A pointer whose address can be set, so that binding an array allocates nothing. */
  static final class Address extends FloatPointer {
    Address at(long value) {
      address = value;
      return this;
    }
  }

  private final dnnl_memory memory;
  private final Address address = new Address();

  /**
   * @param start where the data is, for memory that owns its data; 0 otherwise
   */
  NativeMemory(dnnl_memory memory, long start) {
    this.memory = memory;
    address.at(start);
  }

  dnnl_memory handle() {
    return memory;
  }

  /** Binds an array of the described layout. oneDNN writes zeros to its padding. */
  void bind(INDArray array) {
    bind(addressOf(array));
  }

  void bind(long start) {
    OneDnnLibrary.check(
        dnnl_memory_set_data_handle(memory, address.at(start)), "binding an array to a primitive");
  }

  /** Reads from the start. */
  void read(float[] values) {
    address.get(values);
  }

  /** Where an array's values lie. */
  static long addressOf(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("the onednn engine is for FLOAT, not " + array.dataType());
    }
    if (array.ordering() != 'c' || !Shape.hasDefaultStridesForShape(array)) {
      throw new IllegalArgumentException(
          "array is not in C order without gaps: " + array.shapeInfoToString());
    }
    return array.data().address() + Float.BYTES * array.offset();
  }

  /** The array itself, or a copy in C order. */
  static INDArray contiguous(INDArray array) {
    return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array)
        ? array
        : array.dup('c');
  }
}
