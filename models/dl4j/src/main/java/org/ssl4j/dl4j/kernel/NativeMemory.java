package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A oneDNN memory object: a tensor description and an address that changes from call to call. */
final class NativeMemory {

  /** A pointer whose address can be set, so that binding an array allocates nothing. */
  static final class Address extends FloatPointer {
    Address at(long value) {
      address = value;
      return this;
    }

    /** Copies an array to the heap. */
    float[] read(INDArray array, float[] values) {
      at(addressOf(array)).get(values);
      return values;
    }

    /** Copies from the heap to an array. */
    void write(float[] values, INDArray array) {
      at(addressOf(array)).put(values);
    }
  }

  private final dnnl_memory memory;
  private final Address address = new Address();
  private final Address source = new Address();
  private final Address target = new Address();

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

  /** Reads values of memory that owns its data, from an index on. */
  void read(int from, float[] values) {
    address.position(from);
    address.get(values);
    address.position(0);
  }

  /** Copies an array into memory that owns its data, at an index. */
  void copy(INDArray array, int to) {
    Pointer.memcpy(
        target.at(address.address() + (long) Float.BYTES * to),
        source.at(addressOf(array)),
        Float.BYTES * array.length());
  }

  /** Where an array's values lie. */
  static long addressOf(INDArray array) {
    if (array.dataType() != DataType.FLOAT && array.dataType() != DataType.BFLOAT16) {
      throw new IllegalArgumentException("the onednn engine is for FLOAT, not " + array.dataType());
    }
    if (!inOrder(array)) {
      throw new IllegalArgumentException(
          "array is not in C order without gaps: " + array.shapeInfoToString());
    }
    return array.data().address() + array.dataType().width() * array.offset();
  }

  /** The array itself, or a copy in C order. */
  static INDArray contiguous(INDArray array) {
    return inOrder(array) ? array : array.dup('c');
  }

  /** Strides of dimensions of size 1 say nothing, and ND4J fills them in as it likes. */
  private static boolean inOrder(INDArray array) {
    long expected = 1;
    for (int d = array.rank() - 1; d >= 0; d--) {
      if (array.size(d) != 1 && array.stride(d) != expected) {
        return false;
      }
      expected *= array.size(d);
    }
    return true;
  }
}
