package org.ssl4j.cuda.layer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.ssl4j.cuda.device.ComputeDevice;
import org.ssl4j.cuda.device.DeviceBuffer;

/**
 * A device's memory for what passes compute. What is given back is used again, so that a training
 * step allocates nothing once the first one has. Since a device does everything in order, a buffer
 * may be given back while a kernel still reads it: what writes to it next comes later.
 */
public final class DeviceMemory implements AutoCloseable {

  private static final long GRAIN = 512;

  /** A free buffer serves if it is larger by at most this part of what is asked for. */
  private static final long WASTE = 4;

  private final ComputeDevice device;
  private final TreeMap<Long, Deque<DeviceBuffer>> free = new TreeMap<>();
  private long freeBytes;

  /**
   * @param device whose memory it is
   */
  public DeviceMemory(ComputeDevice device) {
    this.device = device;
  }

  /** A buffer of at least so many bytes and any content. */
  public DeviceBuffer take(long bytes) {
    long size = Math.max(1, (bytes + GRAIN - 1) / GRAIN) * GRAIN;
    var entry = free.ceilingEntry(size);
    if (entry == null || entry.getKey() > size + size / WASTE) {
      return device.allocate(size);
    }
    var buffer = entry.getValue().pop();
    if (entry.getValue().isEmpty()) {
      free.remove(entry.getKey());
    }
    freeBytes -= buffer.bytes();
    return buffer;
  }

  /** Gives a whole buffer back. */
  public void give(DeviceBuffer buffer) {
    free.computeIfAbsent(buffer.bytes(), size -> new ArrayDeque<>()).push(buffer);
    freeBytes += buffer.bytes();
  }

  /** Gives all free buffers back to the device if together they are larger. */
  public void releaseAbove(long bytes) {
    if (freeBytes > bytes) {
      device.synchronise();
      free.values().forEach(buffers -> buffers.forEach(device::free));
      free.clear();
      freeBytes = 0;
    }
  }

  @Override
  public void close() {
    releaseAbove(-1);
  }
}
