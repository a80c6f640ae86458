package org.ssl4j.cuda.device;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.text.Text;

/**
 * A device that exists in the host's memory only: the kernels of the card, compiled by the system's
 * C++ compiler, with plain loops in place of cuBLAS and cuDNN. It is slow and shows what is right.
 *
 * <p>Fresh memory is full of NaNs, and memory that is given back is checked for writes behind its
 * ends, so that mistakes which a card would forgive end a test.
 */
public final class EmulatedDevice implements ComputeDevice {

  /** Why there is no emulated device without a compiler: one clause. */
  public static final String NO_COMPILER =
      "no C++ compiler answers (g++, clang++, or the one in CXX); install one, such as Debian's package g++";

  private static final int FENCE = 64;
  private static final byte FENCE_BYTE = 0x5A;

  /** A NaN in float as in bfloat16. */
  private static final byte UNDEFINED_BYTE = (byte) 0xFF;

  private static final String BARRIER_UNEXPECTED = "has a barrier but is not emulated together";
  private static final String BARRIER_MISSED = "has a barrier that not all threads reach";

  private final HostCompiler compiler;
  private final NativeLibrary libraries;
  private final Map<StorageType, NativeLibrary> kernels = new EnumMap<>(StorageType.class);
  private final Map<Long, Long> allocated = new HashMap<>();
  private final ArgumentBlock arguments = new ArgumentBlock();
  private final Memory shapes = new Memory(8L * Integer.BYTES);
  private boolean closed;

  private EmulatedDevice(HostCompiler compiler) {
    this.compiler = compiler;
    libraries =
        NativeLibrary.getInstance(
            compiler.library("libraries", KernelSource.emulatedLibraries()).toString());
  }

  /** Why it cannot be had here; empty if it can. */
  public static Optional<String> unavailable() {
    return compiler().isPresent() ? Optional.empty() : Optional.of(NO_COMPILER);
  }

  private static Optional<HostCompiler> compiler() {
    return HostCompiler.find(System.getenv(), KernelCache.folder());
  }

  /**
   * Opens it.
   *
   * @throws DeviceException without a compiler, or if it refuses the sources
   */
  public static EmulatedDevice open() {
    return new EmulatedDevice(
        compiler()
            .orElseThrow(
                () ->
                    new DeviceException(
                        "the emulated device cannot be used because " + NO_COMPILER)));
  }

  @Override
  public String description() {
    return "a device emulated by the processor";
  }

  @Override
  public Map<String, String> facts() {
    return Map.of("device", description(), "compiler", compiler.version());
  }

  @Override
  public String convolutions() {
    return "loops";
  }

  @Override
  public DeviceBuffer allocate(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a buffer has at least 1 byte, not " + bytes);
    }
    long start = Native.malloc(bytes + 2L * FENCE);
    if (start == 0) {
      throw new DeviceException(
          Text.of("the emulated device has no %d bytes left; take smaller batches", bytes));
    }
    var memory = new Pointer(start);
    memory.setMemory(0, FENCE, FENCE_BYTE);
    memory.setMemory(FENCE, bytes, UNDEFINED_BYTE);
    memory.setMemory(FENCE + bytes, FENCE, FENCE_BYTE);
    allocated.put(start + FENCE, bytes);
    return new DeviceBuffer(start + FENCE, bytes);
  }

  @Override
  public void free(DeviceBuffer buffer) {
    if (closed) {
      return;
    }
    Long bytes = allocated.remove(buffer.address());
    if (bytes == null) {
      throw new IllegalStateException("the buffer is not this device's, or was given back before");
    }
    long start = buffer.address() - FENCE;
    boolean whole = isFence(start) && isFence(buffer.address() + bytes);
    Native.free(start);
    if (!whole) {
      throw new IllegalStateException(
          Text.of("a kernel has written outside of a buffer of %d bytes", bytes));
    }
  }

  private static boolean isFence(long address) {
    for (byte one : new Pointer(address).getByteArray(0, FENCE)) {
      if (one != FENCE_BYTE) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void upload(long hostAddress, DeviceBuffer to) {
    move(hostAddress, to.address(), to.bytes());
  }

  @Override
  public void upload(float[] from, int offset, int count, DeviceBuffer to) {
    requireRoom((long) count * Float.BYTES, to);
    new Pointer(to.address()).write(0, from, offset, count);
  }

  @Override
  public void download(DeviceBuffer from, long hostAddress) {
    move(from.address(), hostAddress, from.bytes());
  }

  @Override
  public void copy(DeviceBuffer from, DeviceBuffer to) {
    requireRoom(from.bytes(), to);
    move(from.address(), to.address(), from.bytes());
  }

  private static void requireRoom(long bytes, DeviceBuffer to) {
    if (bytes > to.bytes()) {
      throw new IllegalArgumentException(
          Text.of("%d bytes do not fit into a buffer of %d", bytes, to.bytes()));
    }
  }

  private void move(long from, long to, long bytes) {
    new Pointer(to).getByteBuffer(0, bytes).put(new Pointer(from).getByteBuffer(0, bytes));
  }

  @Override
  public void zero(DeviceBuffer buffer) {
    new Pointer(buffer.address()).setMemory(0, buffer.bytes(), (byte) 0);
  }

  /** A function of a compiled library. */
  private record EmulatedKernel(String name, Function function) implements DeviceKernel {}

  @Override
  public DeviceKernel kernel(StorageType storage, String function) {
    var library =
        kernels.computeIfAbsent(
            storage,
            type -> {
              Path file =
                  compiler.library(
                      "kernels-" + type.name().toLowerCase(Locale.ROOT),
                      KernelSource.emulatedKernels(type));
              return NativeLibrary.getInstance(file.toString());
            });
    return new EmulatedKernel(function, library.getFunction(function + "_emulated"));
  }

  @Override
  public void launch(DeviceKernel kernel, LaunchShape shape, Object... values) {
    shapes.setInt(0, shape.blocks());
    shapes.setInt(Integer.BYTES, shape.parts());
    shapes.setInt(2L * Integer.BYTES, shape.threads());
    int outcome =
        ((EmulatedKernel) kernel).function().invokeInt(new Object[] {shapes, arguments.of(values)});
    if (outcome != 0) {
      throw new IllegalStateException(
          Text.of(
              "kernel %s %s", kernel.name(), outcome == 1 ? BARRIER_UNEXPECTED : BARRIER_MISSED));
    }
  }

  @Override
  public void multiply(
      MatrixProduct product, StorageType type, DeviceBuffer a, DeviceBuffer b, DeviceBuffer c) {
    call(
        "multiply_emulated",
        product.transposeA() ? 1 : 0,
        product.transposeB() ? 1 : 0,
        product.rows(),
        product.columns(),
        product.inner(),
        pointer(a),
        pointer(b),
        type.code(),
        product.adds() ? 1f : 0f,
        pointer(c),
        product.result().code());
  }

  @Override
  public void convolve(
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer x,
      DeviceBuffer filters,
      DeviceBuffer y) {
    convolution("convolution_forward_emulated", shape, type, x, filters, y);
  }

  @Override
  public void convolveData(
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer dy,
      DeviceBuffer filters,
      DeviceBuffer dx) {
    convolution("convolution_data_emulated", shape, type, dy, filters, dx);
  }

  @Override
  public void convolveFilters(
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer x,
      DeviceBuffer dy,
      DeviceBuffer gradient) {
    convolution("convolution_filters_emulated", shape, type, x, dy, gradient);
  }

  private void convolution(
      String function,
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer first,
      DeviceBuffer second,
      DeviceBuffer result) {
    shapes.write(
        0,
        new int[] {
          shape.images(),
          shape.height(),
          shape.width(),
          shape.inputs(),
          shape.outputs(),
          shape.kernel(),
          shape.stride(),
          shape.padding()
        },
        0,
        8);
    call(function, shapes, type.code(), pointer(first), pointer(second), pointer(result));
  }

  private void call(String function, Object... values) {
    libraries.getFunction(function).invokeVoid(values);
  }

  private static Pointer pointer(DeviceBuffer buffer) {
    return new Pointer(buffer.address());
  }

  /** Everything is done when a call returns. */
  @Override
  public void synchronise() {}

  /** Frees what was not given back. */
  @Override
  public void close() {
    closed = true;
    allocated.keySet().forEach(address -> Native.free(address - FENCE));
    allocated.clear();
  }
}
