package org.ssl4j.cuda.device;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ssl4j.text.Text;

/**
 * One of NVIDIA's cards: memory and launches by the driver, kernels compiled by NVRTC for the card
 * that is there, products by cuBLAS, convolutions by cuDNN. All work is in one stream.
 */
public final class CudaDevice implements ComputeDevice {

  /** A stream that does not wait for the default one. */
  private static final int NON_BLOCKING = 1;

  private final CudaCard card;
  private final int number;
  private final boolean tensorFloats;
  private final Pointer context;
  private final Pointer stream;
  private final Pointer cublas;
  private final Pointer cudnn;
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final Map<StorageType, Pointer> modules = new EnumMap<>(StorageType.class);
  private final Map<PlanKey, CudnnPlan> plans = new HashMap<>();
  private final ArgumentBlock arguments = new ArgumentBlock();
  private final Memory factors = new Memory(2L * Float.BYTES);
  private DeviceBuffer workspace;
  private Thread bound;
  private boolean closed;

  private record PlanKey(CudnnOperation.Kind kind, ConvolutionShape shape, StorageType type) {}

  private CudaDevice(CudaMachine machine, CudaCard card, boolean tensorFloats) {
    this.card = card;
    this.tensorFloats = tensorFloats;
    factors.setFloat(0, 1);
    factors.setFloat(Float.BYTES, 0);
    load(machine);
    int[] device = new int[1];
    DriverCalls.check("cuDeviceGet", DriverCalls.cuDeviceGet(device, card.number()));
    number = device[0];
    var place = new Memory(Native.POINTER_SIZE);
    DriverCalls.check(
        "cuDevicePrimaryCtxRetain", DriverCalls.cuDevicePrimaryCtxRetain(place, number));
    context = place.getPointer(0);
    enter();
    DriverCalls.check("cuStreamCreate", DriverCalls.cuStreamCreate(place, NON_BLOCKING));
    stream = place.getPointer(0);
    cublas = CublasCalls.open(stream);
    CudnnCalls.check("cudnnCreate", CudnnCalls.cudnnCreate(place));
    cudnn = place.getPointer(0);
    CudnnCalls.check("cudnnSetStream", CudnnCalls.cudnnSetStream(cudnn, stream));
    facts.put("device", card.description());
    facts.put("cudaDriver", machine.driver().versionText());
    facts.put("nvrtc", NvrtcCalls.version());
    facts.put("cublas", CublasCalls.version(cublas));
    facts.put("cudnn", CudnnCalls.version());
  }

  /**
   * Opens the first card that is new enough.
   *
   * @param tensorFloats whether products of floats may round them to 10 bits for tensor cores
   * @throws DeviceException with what is missing
   */
  public static CudaDevice open(CudaMachine machine, boolean tensorFloats) {
    machine
        .unavailable()
        .ifPresent(
            why -> {
              throw new DeviceException("the engine cuda cannot be used because " + why);
            });
    return new CudaDevice(machine, machine.card().orElseThrow(), tensorFloats);
  }

  private static void load(CudaMachine machine) {
    Map<CudaLibrary, Path> files = new EnumMap<>(CudaLibrary.class);
    machine.libraries().forEach((library, path) -> files.put(library, path.orElseThrow()));
    try {
      DriverCalls.bind();
      NvrtcCalls.bind(files.get(CudaLibrary.NVRTC_BUILTINS), files.get(CudaLibrary.NVRTC));
      CublasCalls.bind(files.get(CudaLibrary.CUBLAS_LT), files.get(CudaLibrary.CUBLAS));
      CudnnCalls.bind(files.get(CudaLibrary.CUDNN));
    } catch (UnsatisfiedLinkError e) {
      throw new DeviceException(
          Text.of("a library of CUDA that was found cannot be loaded: %s", e.getMessage()), e);
    }
  }

  /** A context belongs to a thread; another one may go on where the first has stopped. */
  private void enter() {
    if (closed) {
      throw new IllegalStateException("the device has been closed");
    }
    if (bound != Thread.currentThread()) {
      DriverCalls.check("cuCtxSetCurrent", DriverCalls.cuCtxSetCurrent(context));
      bound = Thread.currentThread();
    }
  }

  @Override
  public String description() {
    return card.description();
  }

  @Override
  public Map<String, String> facts() {
    return facts;
  }

  @Override
  public String convolutions() {
    return Text.of(
        "cudnn %s on %s%s", CudnnCalls.version(), card.name(), tensorFloats ? " in tf32" : "");
  }

  @Override
  public DeviceBuffer allocate(long bytes) {
    enter();
    long[] address = new long[1];
    int code = DriverCalls.cuMemAlloc_v2(address, bytes);
    if (code != 0) {
      throw new DeviceException(
          Text.of(
              "the card has no %d bytes left (code %d); take smaller batches or schedule.accumulate",
              bytes, code));
    }
    return new DeviceBuffer(address[0], bytes);
  }

  @Override
  public void free(DeviceBuffer buffer) {
    if (!closed) {
      enter();
      DriverCalls.check("cuMemFree", DriverCalls.cuMemFree_v2(buffer.address()));
    }
  }

  @Override
  public void upload(long hostAddress, DeviceBuffer to) {
    enter();
    DriverCalls.check(
        "cuMemcpyHtoDAsync",
        DriverCalls.cuMemcpyHtoDAsync_v2(
            to.address(), new Pointer(hostAddress), to.bytes(), stream));
    // The host's memory may change when this returns.
    synchronise();
  }

  @Override
  public void upload(float[] from, int offset, int count, DeviceBuffer to) {
    long bytes = (long) count * Float.BYTES;
    var staged = new Memory(bytes);
    staged.write(0, from, offset, count);
    upload(Pointer.nativeValue(staged), to.part(0, bytes));
  }

  @Override
  public void download(DeviceBuffer from, long hostAddress) {
    enter();
    DriverCalls.check(
        "cuMemcpyDtoHAsync",
        DriverCalls.cuMemcpyDtoHAsync_v2(
            new Pointer(hostAddress), from.address(), from.bytes(), stream));
    synchronise();
  }

  @Override
  public void copy(DeviceBuffer from, DeviceBuffer to) {
    enter();
    DriverCalls.check(
        "cuMemcpyDtoDAsync",
        DriverCalls.cuMemcpyDtoDAsync_v2(
            to.part(0, from.bytes()).address(), from.address(), from.bytes(), stream));
  }

  @Override
  public void zero(DeviceBuffer buffer) {
    enter();
    DriverCalls.check(
        "cuMemsetD8Async",
        DriverCalls.cuMemsetD8Async(buffer.address(), (byte) 0, buffer.bytes(), stream));
  }

  /** A function of a loaded module. */
  private record CudaKernel(String name, Pointer function) implements DeviceKernel {}

  @Override
  public DeviceKernel kernel(StorageType storage, String function) {
    enter();
    var module = modules.computeIfAbsent(storage, this::module);
    var place = new Memory(Native.POINTER_SIZE);
    DriverCalls.check(
        "cuModuleGetFunction " + function,
        DriverCalls.cuModuleGetFunction(place, module, function));
    return new CudaKernel(function, place.getPointer(0));
  }

  private Pointer module(StorageType storage) {
    byte[] code =
        NvrtcCalls.compile(KernelSource.kernels(storage), card.major() * 10 + card.minor());
    var image = new Memory(code.length);
    image.write(0, code, 0, code.length);
    var place = new Memory(Native.POINTER_SIZE);
    DriverCalls.check("cuModuleLoadData", DriverCalls.cuModuleLoadData(place, image));
    return place.getPointer(0);
  }

  @Override
  public void launch(DeviceKernel kernel, LaunchShape shape, Object... values) {
    enter();
    DriverCalls.check(
        "cuLaunchKernel of " + kernel.name(),
        DriverCalls.cuLaunchKernel(
            ((CudaKernel) kernel).function(),
            shape.blocks(),
            shape.parts(),
            1,
            shape.threads(),
            1,
            1,
            0,
            stream,
            arguments.of(values),
            null));
  }

  @Override
  public void multiply(
      MatrixProduct product, StorageType type, DeviceBuffer a, DeviceBuffer b, DeviceBuffer c) {
    enter();
    CublasCalls.multiply(
        cublas,
        product,
        type,
        tensorFloats,
        new long[] {a.address(), b.address(), c.address()},
        factors);
  }

  @Override
  public void convolve(
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer x,
      DeviceBuffer filters,
      DeviceBuffer y) {
    run(CudnnOperation.Kind.FORWARD, shape, type, x, filters, y);
  }

  @Override
  public void convolveData(
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer dy,
      DeviceBuffer filters,
      DeviceBuffer dx) {
    run(CudnnOperation.Kind.DATA, shape, type, dx, filters, dy);
  }

  @Override
  public void convolveFilters(
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer x,
      DeviceBuffer dy,
      DeviceBuffer gradient) {
    run(CudnnOperation.Kind.FILTERS, shape, type, x, gradient, dy);
  }

  private void run(
      CudnnOperation.Kind kind,
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer maps,
      DeviceBuffer filters,
      DeviceBuffer results) {
    enter();
    var plan =
        plans.computeIfAbsent(
            new PlanKey(kind, shape, type),
            key -> new CudnnPlan(cudnn, key.kind(), key.shape(), key.type(), tensorFloats));
    plan.run(
        cudnn, maps.address(), filters.address(), results.address(), workspace(plan.workspace()));
  }

  /** One workspace serves all convolutions, because they follow one another. */
  private long workspace(long bytes) {
    if (bytes == 0) {
      return 0;
    }
    if (workspace == null || workspace.bytes() < bytes) {
      if (workspace != null) {
        synchronise();
        free(workspace);
      }
      workspace = allocate(bytes);
    }
    return workspace.address();
  }

  @Override
  public void synchronise() {
    if (!closed) {
      enter();
      DriverCalls.check("cuStreamSynchronize", DriverCalls.cuStreamSynchronize(stream));
    }
  }

  /** Closes what it has opened; the driver frees the memory with the context. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    synchronise();
    plans.values().forEach(CudnnPlan::close);
    modules
        .values()
        .forEach(module -> DriverCalls.check("cuModuleUnload", DriverCalls.cuModuleUnload(module)));
    CudnnCalls.check("cudnnDestroy", CudnnCalls.cudnnDestroy(cudnn));
    CublasCalls.close(cublas);
    DriverCalls.check("cuStreamDestroy", DriverCalls.cuStreamDestroy_v2(stream));
    closed = true;
    DriverCalls.check(
        "cuDevicePrimaryCtxRelease", DriverCalls.cuDevicePrimaryCtxRelease_v2(number));
  }
}
