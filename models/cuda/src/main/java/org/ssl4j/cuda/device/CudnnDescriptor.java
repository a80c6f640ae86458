package org.ssl4j.cuda.device;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** A descriptor of cuDNN's backend: attributes are set, then it is finalised, then it is used. */
final class CudnnDescriptor implements AutoCloseable {

  /** Kinds of descriptors, {@code cudnnBackendDescriptorType_t}. */
  static final int CONVOLUTION = 1;

  static final int ENGINE_HEURISTICS = 4;
  static final int ENGINE_CONFIGURATION = 3;
  static final int ENGINE = 2;
  static final int EXECUTION_PLAN = 5;
  static final int OPERATION_FORWARD = 10;
  static final int OPERATION_FILTERS = 11;
  static final int OPERATION_DATA = 12;
  static final int OPERATION_GRAPH = 15;
  static final int VARIANT_PACK = 16;
  static final int TENSOR = 17;

  /** Types of attributes, {@code cudnnBackendAttributeType_t}. */
  private static final int HANDLE = 0;

  private static final int DATA_TYPE = 1;
  private static final int INT64 = 3;
  private static final int FLOAT = 4;
  private static final int VOID_POINTER = 6;
  private static final int CONVOLUTION_MODE = 7;
  private static final int HEURISTICS_MODE = 8;
  private static final int NUMERICAL_NOTE = 11;
  private static final int DESCRIPTOR = 15;

  private final Pointer pointer;

  CudnnDescriptor(int kind) {
    var place = new Memory(Native.POINTER_SIZE);
    CudnnCalls.check(
        "cudnnBackendCreateDescriptor", CudnnCalls.cudnnBackendCreateDescriptor(kind, place));
    pointer = place.getPointer(0);
  }

  private CudnnDescriptor set(int attribute, int type, long count, Memory values) {
    CudnnCalls.check(
        "cudnnBackendSetAttribute " + attribute,
        CudnnCalls.cudnnBackendSetAttribute(pointer, attribute, type, count, values));
    return this;
  }

  CudnnDescriptor longs(int attribute, long... values) {
    var memory = new Memory((long) values.length * Long.BYTES);
    memory.write(0, values, 0, values.length);
    return set(attribute, INT64, values.length, memory);
  }

  CudnnDescriptor dataType(int attribute, int value) {
    return enumeration(attribute, DATA_TYPE, value);
  }

  CudnnDescriptor convolutionMode(int attribute, int value) {
    return enumeration(attribute, CONVOLUTION_MODE, value);
  }

  CudnnDescriptor heuristicsMode(int attribute, int value) {
    return enumeration(attribute, HEURISTICS_MODE, value);
  }

  private CudnnDescriptor enumeration(int attribute, int type, int value) {
    var memory = new Memory(Integer.BYTES);
    memory.setInt(0, value);
    return set(attribute, type, 1, memory);
  }

  CudnnDescriptor number(int attribute, float value) {
    var memory = new Memory(Float.BYTES);
    memory.setFloat(0, value);
    return set(attribute, FLOAT, 1, memory);
  }

  CudnnDescriptor handle(int attribute, Pointer handle) {
    return set(attribute, HANDLE, 1, pointers(handle));
  }

  CudnnDescriptor descriptor(int attribute, CudnnDescriptor value) {
    return set(attribute, DESCRIPTOR, 1, pointers(value.pointer));
  }

  CudnnDescriptor addresses(int attribute, long... addresses) {
    var memory = new Memory((long) addresses.length * Long.BYTES);
    memory.write(0, addresses, 0, addresses.length);
    return set(attribute, VOID_POINTER, addresses.length, memory);
  }

  private static Memory pointers(Pointer one) {
    var memory = new Memory(Native.POINTER_SIZE);
    memory.setPointer(0, one);
    return memory;
  }

  /**
   * Ends the setting of attributes.
   *
   * @throws DeviceException if they do not fit together
   */
  CudnnDescriptor finalised() {
    CudnnCalls.check("cudnnBackendFinalize", CudnnCalls.cudnnBackendFinalize(pointer));
    return this;
  }

  /** Whether attributes fit together; ends the setting of them. */
  boolean finalises() {
    return CudnnCalls.cudnnBackendFinalize(pointer) == 0;
  }

  /** One number of a finalised descriptor. */
  long getLong(int attribute) {
    var memory = new Memory(Long.BYTES);
    long[] found = new long[1];
    CudnnCalls.check(
        "cudnnBackendGetAttribute " + attribute,
        CudnnCalls.cudnnBackendGetAttribute(pointer, attribute, INT64, 1, found, memory));
    return memory.getLong(0);
  }

  /** Numerical notes of a finalised engine. */
  int[] getNotes(int attribute) {
    int most = 64;
    var memory = new Memory((long) most * Integer.BYTES);
    long[] found = new long[1];
    CudnnCalls.check(
        "cudnnBackendGetAttribute " + attribute,
        CudnnCalls.cudnnBackendGetAttribute(
            pointer, attribute, NUMERICAL_NOTE, most, found, memory));
    return memory.getIntArray(0, (int) found[0]);
  }

  /** How many descriptors an attribute holds. */
  int count(int attribute) {
    long[] found = new long[1];
    CudnnCalls.check(
        "cudnnBackendGetAttribute " + attribute,
        CudnnCalls.cudnnBackendGetAttribute(pointer, attribute, DESCRIPTOR, 0, found, null));
    return (int) found[0];
  }

  /** Fills descriptors, which were made but not finalised, from an attribute. */
  void getDescriptors(int attribute, CudnnDescriptor... into) {
    var memory = new Memory((long) into.length * Native.POINTER_SIZE);
    for (int i = 0; i < into.length; i++) {
      memory.setPointer((long) i * Native.POINTER_SIZE, into[i].pointer);
    }
    long[] found = new long[1];
    CudnnCalls.check(
        "cudnnBackendGetAttribute " + attribute,
        CudnnCalls.cudnnBackendGetAttribute(
            pointer, attribute, DESCRIPTOR, into.length, found, memory));
  }

  /** For execution. */
  Pointer pointer() {
    return pointer;
  }

  @Override
  public void close() {
    CudnnCalls.check(
        "cudnnBackendDestroyDescriptor", CudnnCalls.cudnnBackendDestroyDescriptor(pointer));
  }
}
