package org.ssl4j.cuda.device;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ssl4j.text.Text;

/** CUDA's driver interface, as far as it is used. Names and meanings: NVIDIA's {@code cuda.h}. */
final class DriverCalls {

  private static final String LIBRARY = "libcuda.so.1";
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;
  private static final int NAME_LENGTH = 256;

  private static boolean bound;

  private DriverCalls() {}

  /** Loads the driver. */
  static synchronized void bind() {
    if (!bound) {
      Native.register(DriverCalls.class, NativeLibrary.getInstance(LIBRARY));
      bound = true;
    }
  }

  /** Asks the driver for its cards; never throws because something is missing. */
  static CudaDriverAnswer ask() {
    try {
      bind();
    } catch (UnsatisfiedLinkError e) {
      return CudaDriverAnswer.none(
          Text.of(
              "NVIDIA's driver is not installed (%s was not found); install the driver of your card",
              LIBRARY));
    }
    try {
      check("cuInit", cuInit(0));
      int[] version = new int[1];
      check("cuDriverGetVersion", cuDriverGetVersion(version));
      int[] count = new int[1];
      check("cuDeviceGetCount", cuDeviceGetCount(count));
      List<CudaCard> cards = new ArrayList<>();
      for (int number = 0; number < count[0]; number++) {
        cards.add(card(number));
      }
      return new CudaDriverAnswer(java.util.Optional.empty(), version[0], cards);
    } catch (DeviceException e) {
      return CudaDriverAnswer.none(e.getMessage());
    }
  }

  private static CudaCard card(int number) {
    int[] device = new int[1];
    check("cuDeviceGet", cuDeviceGet(device, number));
    byte[] name = new byte[NAME_LENGTH];
    check("cuDeviceGetName", cuDeviceGetName(name, NAME_LENGTH, device[0]));
    long[] bytes = new long[1];
    check("cuDeviceTotalMem", cuDeviceTotalMem_v2(bytes, device[0]));
    return new CudaCard(
        number,
        text(name),
        bytes[0],
        attribute(CAPABILITY_MAJOR, device[0]),
        attribute(CAPABILITY_MINOR, device[0]));
  }

  private static int attribute(int attribute, int device) {
    int[] value = new int[1];
    check("cuDeviceGetAttribute", cuDeviceGetAttribute(value, attribute, device));
    return value[0];
  }

  private static String text(byte[] terminated) {
    int length = 0;
    while (length < terminated.length && terminated[length] != 0) {
      length++;
    }
    return new String(terminated, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * Refuses an error.
   *
   * @throws DeviceException with the driver's own words
   */
  static void check(String call, int code) {
    if (code != 0) {
      Pointer[] words = new Pointer[1];
      var place = new com.sun.jna.Memory(Native.POINTER_SIZE);
      words[0] = cuGetErrorString(code, place) == 0 ? place.getPointer(0) : null;
      throw new DeviceException(
          Text.of(
              "the driver's %s failed with code %d (%s)",
              call, code, words[0] == null ? "unknown" : words[0].getString(0)));
    }
  }

  static native int cuInit(int flags);

  static native int cuDriverGetVersion(int[] version);

  static native int cuDeviceGetCount(int[] count);

  static native int cuDeviceGet(int[] device, int ordinal);

  static native int cuDeviceGetName(byte[] name, int length, int device);

  static native int cuDeviceTotalMem_v2(long[] bytes, int device);

  static native int cuDeviceGetAttribute(int[] value, int attribute, int device);

  static native int cuGetErrorString(int code, Pointer text);

  static native int cuDevicePrimaryCtxRetain(Pointer context, int device);

  static native int cuDevicePrimaryCtxRelease_v2(int device);

  static native int cuCtxSetCurrent(Pointer context);

  static native int cuStreamCreate(Pointer stream, int flags);

  static native int cuStreamDestroy_v2(Pointer stream);

  static native int cuStreamSynchronize(Pointer stream);

  static native int cuMemAlloc_v2(long[] address, long bytes);

  static native int cuMemFree_v2(long address);

  static native int cuMemcpyHtoDAsync_v2(long to, Pointer from, long bytes, Pointer stream);

  static native int cuMemcpyDtoHAsync_v2(Pointer to, long from, long bytes, Pointer stream);

  static native int cuMemcpyDtoDAsync_v2(long to, long from, long bytes, Pointer stream);

  static native int cuMemsetD8Async(long to, byte value, long count, Pointer stream);

  static native int cuModuleLoadData(Pointer module, Pointer image);

  static native int cuModuleUnload(Pointer module);

  static native int cuModuleGetFunction(Pointer function, Pointer module, String name);

  static native int cuLaunchKernel(
      Pointer function,
      int blocksX,
      int blocksY,
      int blocksZ,
      int threadsX,
      int threadsY,
      int threadsZ,
      int sharedBytes,
      Pointer stream,
      Pointer arguments,
      Pointer extra);
}
