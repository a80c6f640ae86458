package org.ssl4j.cuda.update;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.ssl4j.cuda.device.ComputeDevice;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.network.ParameterSegment;

/**
 * Stretches of a flat vector, each inside of one parameter, in order: one block of threads works on
 * one of them. Lies on the device.
 */
final class ChunkTable implements AutoCloseable {

  /** Long enough to keep a block busy, short enough to keep a small network's blocks many. */
  private static final int LONGEST = 4096;

  private final ComputeDevice device;
  private final List<Integer> owners = new ArrayList<>();
  private final List<Integer> first = new ArrayList<>();
  private final DeviceBuffer begin;
  private final DeviceBuffer length;
  private final DeviceBuffer owner;
  private final DeviceBuffer firstOfOwner;

  /**
   * @param segments parameters, which own chunks by their place in this list; of at least one entry
   *     in all
   */
  ChunkTable(ComputeDevice device, List<ParameterSegment> segments) {
    this.device = device;
    List<Long> begins = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      var segment = segments.get(i);
      first.add(owners.size());
      for (long at = segment.offset(); at < segment.end(); at += LONGEST) {
        begins.add(at);
        lengths.add((int) Math.min(LONGEST, segment.end() - at));
        owners.add(i);
      }
    }
    first.add(owners.size());
    begin = longs(device, begins);
    length = integers(device, lengths);
    owner = integers(device, owners);
    firstOfOwner = integers(device, first);
  }

  /** Whole numbers of 64 bits on the device; none for none. */
  static DeviceBuffer longs(ComputeDevice device, List<Long> values) {
    if (values.isEmpty()) {
      return null;
    }
    var memory = new Memory((long) values.size() * Long.BYTES);
    for (int i = 0; i < values.size(); i++) {
      memory.setLong((long) i * Long.BYTES, values.get(i));
    }
    return uploaded(device, memory);
  }

  /** Whole numbers of 32 bits on the device; none for none. */
  static DeviceBuffer integers(ComputeDevice device, List<Integer> values) {
    if (values.isEmpty()) {
      return null;
    }
    var memory = new Memory((long) values.size() * Integer.BYTES);
    for (int i = 0; i < values.size(); i++) {
      memory.setInt((long) i * Integer.BYTES, values.get(i));
    }
    return uploaded(device, memory);
  }

  private static DeviceBuffer uploaded(ComputeDevice device, Memory memory) {
    var buffer = device.allocate(memory.size());
    device.upload(Pointer.nativeValue(memory), buffer);
    return buffer;
  }

  /** How many there are. */
  int count() {
    return owners.size();
  }

  /** The parameter that a chunk belongs to, by its place in the list. */
  int owner(int chunk) {
    return owners.get(chunk);
  }

  /** First entries. */
  DeviceBuffer begin() {
    return begin;
  }

  /** Lengths. */
  DeviceBuffer length() {
    return length;
  }

  /** Owners. */
  DeviceBuffer owner() {
    return owner;
  }

  /** The first chunk of each parameter, and the number of all. */
  DeviceBuffer firstOfOwner() {
    return firstOfOwner;
  }

  @Override
  public void close() {
    for (var buffer : new DeviceBuffer[] {begin, length, owner, firstOfOwner}) {
      if (buffer != null) {
        device.free(buffer);
      }
    }
  }
}
