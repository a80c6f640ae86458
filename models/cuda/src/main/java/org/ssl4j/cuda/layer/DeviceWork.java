package org.ssl4j.cuda.layer;

import java.util.HashMap;
import java.util.Map;
import org.ssl4j.cuda.device.ComputeDevice;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.cuda.device.DeviceKernel;
import org.ssl4j.cuda.device.LaunchShape;
import org.ssl4j.cuda.device.StorageType;

/** What layers need to work: a device, its memory, and kernels for one storage type. */
public final class DeviceWork implements AutoCloseable {

  /** Threads that reductions over rows are spread over, where there are as many rows. */
  private static final long SPREAD = 1 << 16;

  /** Fewest rows of a chunk. */
  private static final int SHORTEST_CHUNK = 32;

  private final ComputeDevice device;
  private final StorageType storage;
  private final DeviceMemory memory;
  private final Map<String, DeviceKernel> kernels = new HashMap<>();

  /**
   * @param storage type of activations
   */
  public DeviceWork(ComputeDevice device, StorageType storage) {
    this.device = device;
    this.storage = storage;
    memory = new DeviceMemory(device);
  }

  /** The device itself. */
  public ComputeDevice device() {
    return device;
  }

  /** Type of activations. */
  public StorageType storage() {
    return storage;
  }

  /** Memory that is used again. */
  public DeviceMemory memory() {
    return memory;
  }

  /** A tensor of any content. */
  public DeviceTensor tensor(int images, int height, int width, int channels) {
    return new DeviceTensor(memory, storage.bytes(), images, height, width, channels);
  }

  /** A tensor of the same shape and any content. */
  public DeviceTensor like(DeviceTensor other) {
    return tensor(other.images(), other.height(), other.width(), other.channels());
  }

  /** Floats [rows, columns] of any content, whatever the storage type. */
  public DeviceTensor floats(int rows, int columns) {
    return new DeviceTensor(memory, Float.BYTES, rows, 1, 1, columns);
  }

  /** Bytes [count] of any content. */
  DeviceTensor bytes(DeviceTensor shape) {
    return new DeviceTensor(
        memory, 1, shape.images(), shape.height(), shape.width(), shape.channels());
  }

  /** Runs a kernel. */
  public void run(String kernel, LaunchShape shape, Object... arguments) {
    device.launch(
        kernels.computeIfAbsent(kernel, name -> device.kernel(storage, name)), shape, arguments);
  }

  /** Runs a kernel with one thread for each of so many numbers. */
  public void each(long count, String kernel, Object... arguments) {
    run(kernel, LaunchShape.each(count), arguments);
  }

  /**
   * How rows are cut into chunks, whose sums are taken first. Depends on sizes alone, so that sums
   * have the same order on every card.
   *
   * @param length rows of a chunk; the last may be shorter
   * @param count chunks of a part
   */
  record Chunks(int length, int count) {

    static Chunks of(int parts, int rows, int columns) {
      long length = Math.max(SHORTEST_CHUNK, (long) parts * rows * columns / SPREAD);
      return new Chunks(Math.toIntExact(length), Math.toIntExact((rows + length - 1) / length));
    }
  }

  /**
   * Adds up what each chunk has given.
   *
   * @param chunkSums [parts, chunks, columns]
   * @param adds whether to what is there
   * @param sums [parts, columns]
   */
  void addUp(
      DeviceBuffer chunkSums, int parts, int chunks, int columns, boolean adds, DeviceBuffer sums) {
    run(
        "chunk_sums",
        LaunchShape.reductions(columns, parts, chunks),
        chunkSums,
        chunks,
        columns,
        adds ? 1 : 0,
        sums);
  }

  /** Adds one tensor to another; the result is one of them if nobody else holds it. */
  public DeviceTensor sum(DeviceTensor a, DeviceTensor b) {
    if (!a.isExclusive() && b.isExclusive()) {
      return sum(b, a);
    }
    var total = a;
    if (!a.isExclusive()) {
      total = like(a);
      device.copy(a.numbers(), total.numbers());
      a.release();
    }
    each(b.length(), "add", b.numbers(), b.length(), total.numbers());
    b.release();
    return total;
  }

  @Override
  public void close() {
    memory.close();
  }
}
