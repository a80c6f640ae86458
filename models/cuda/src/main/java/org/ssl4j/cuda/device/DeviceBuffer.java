package org.ssl4j.cuda.device;

import java.util.Objects;

/**
 * Memory on a device, or a part of it.
 *
 * @param address of the first byte, as the device counts; not to be read by Java
 * @param bytes its length
 */
public record DeviceBuffer(long address, long bytes) {

  /**
   * A part of it.
   *
   * @param from first byte
   * @param length number of bytes
   * @throws IndexOutOfBoundsException if it is not inside
   */
  public DeviceBuffer part(long from, long length) {
    Objects.checkFromIndexSize(from, length, bytes);
    return new DeviceBuffer(address + from, length);
  }
}
