package org.ssl4j.cuda.device;

import java.util.Map;

/**
 * One device. It does everything in the order in which it is asked and may return before it has
 * done so; {@link #download} and {@link #synchronise} wait.
 *
 * <p>Addresses are the caller's responsibility, as in C: a kernel that is given a wrong one may end
 * the process. Not safe for use by several threads.
 */
public interface ComputeDevice extends AutoCloseable {

  /** What it is, for people and for a run's records. */
  String description();

  /** What its numbers may depend on: the card, the versions of driver and libraries. */
  Map<String, String> facts();

  /** Names the algorithms of its convolutions; equal names mean equal bits on equal machines. */
  String convolutions();

  /**
   * Memory of any content.
   *
   * @param bytes above 0
   * @throws DeviceException if there is none left
   */
  DeviceBuffer allocate(long bytes);

  /**
   * Gives memory back that {@link #allocate} gave; nothing is left to be done after {@link #close}.
   */
  void free(DeviceBuffer buffer);

  /** Copies bytes of the host's memory, which may change as soon as this returns. */
  void upload(long hostAddress, DeviceBuffer to);

  /** Copies floats from an array. */
  void upload(float[] from, int offset, int count, DeviceBuffer to);

  /** Copies as many bytes as the host's memory has to have at least, and waits. */
  void download(DeviceBuffer from, long hostAddress);

  /** Copies a whole buffer to the beginning of one that is at least as long. */
  void copy(DeviceBuffer from, DeviceBuffer to);

  /** Makes all bytes 0. */
  void zero(DeviceBuffer buffer);

  /**
   * A kernel of the shipped sources; compiled when it is first asked for.
   *
   * @param storage type of activations that it is compiled for
   * @throws DeviceException if it cannot be compiled
   */
  DeviceKernel kernel(StorageType storage, String function);

  /**
   * Runs a kernel.
   *
   * @param arguments in order: {@link DeviceBuffer} or null for pointers, Long, Integer, Float
   */
  void launch(DeviceKernel kernel, LaunchShape shape, Object... arguments);

  /**
   * {@code c = a b}.
   *
   * @param type of a and b; sums are taken in float
   */
  void multiply(
      MatrixProduct product, StorageType type, DeviceBuffer a, DeviceBuffer b, DeviceBuffer c);

  /** {@code y} from x and filters, all of one type; sums are taken in float. */
  void convolve(
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer x,
      DeviceBuffer filters,
      DeviceBuffer y);

  /** {@code dx} from dy and filters. */
  void convolveData(
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer dy,
      DeviceBuffer filters,
      DeviceBuffer dx);

  /** The gradient of the filters from x and dy, in float whatever their type. */
  void convolveFilters(
      ConvolutionShape shape,
      StorageType type,
      DeviceBuffer x,
      DeviceBuffer dy,
      DeviceBuffer gradient);

  /** Waits until all is done. */
  void synchronise();

  /** Gives all of its memory back. */
  @Override
  void close();
}
