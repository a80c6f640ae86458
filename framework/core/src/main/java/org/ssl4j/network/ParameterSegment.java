package org.ssl4j.network;

/**
 * One parameter inside the flat vector of a network.
 *
 * @param vertex vertex that owns it
 * @param name key in that vertex' parameter table
 * @param offset first entry
 * @param length number of entries
 * @param rank number of dimensions
 * @param kind what it is
 * @param part which part of a method's network it belongs to
 */
public record ParameterSegment(
    String vertex, String name, long offset, long length, int rank, ParameterKind kind, Part part) {

  /**
   * Whether it belongs to the predictor, which may have a learning rate of its own or be frozen.
   */
  public boolean predictor() {
    return part == Part.PREDICTOR;
  }

  /** First entry after it. */
  public long end() {
    return offset + length;
  }

  /** Unique name inside the network. */
  public String fullName() {
    return vertex + "/" + name;
  }
}
