package org.ssl4j.network;

import java.util.Map;
import java.util.Optional;

/**
 * Executes networks. A run has one instance, which may own a device, threads and memory; {@link
 * EngineProvider} makes it.
 *
 * <p>Not safe for use by several threads, nor are its networks.
 */
public interface Engine extends AutoCloseable {

  /** Name as written in a config. */
  String name();

  /**
   * Names the algorithms that compute convolutions here; equal names mean equal bits on equal
   * machines. A run is continued with those it began with.
   */
  String convolutions();

  /**
   * What else its numbers or its failures may depend on, for a run's records: versions, devices.
   */
  Map<String, String> facts();

  /** Why a plan cannot be executed, in one clause that names the operation; empty if it can. */
  Optional<String> refusal(NetworkPlan plan);

  /**
   * Makes a network with the plan's first weights.
   *
   * @throws IllegalArgumentException with {@link #refusal}'s words
   */
  Network compile(NetworkPlan plan);

  /** Memory for images, uninitialised. */
  ImageBatch images(int count, int channels, int height, int width);

  /**
   * Gives working memory of passes back if it is large; no pass may be open. The next pass makes it
   * anew, which takes the time of touching that much memory once more.
   *
   * @param bytes memory that is kept
   */
  void releaseAbove(long bytes);

  @Override
  void close();
}
