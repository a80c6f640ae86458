package org.ssl4j.network;

/**
 * What is read of a node.
 *
 * @param node its name
 * @param means whether maps are read by their means over all positions, [N, C]; otherwise the
 *     result itself is read, which must be [N, d]
 */
public record Reading(String node, boolean means) {

  /** The node's features themselves. */
  public static Reading of(String node) {
    return new Reading(node, false);
  }

  /** The means of a node's maps. */
  public static Reading meansOf(String node) {
    return new Reading(node, true);
  }
}
