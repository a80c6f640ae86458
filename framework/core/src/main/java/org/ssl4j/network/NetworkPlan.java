package org.ssl4j.network;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.text.Text;

/**
 * A network as data: what is computed from what, with which parameters, and what can be read. An
 * {@link Engine} makes a {@link Network} of it.
 *
 * @param channels of the images, which are the input {@link #INPUT}
 * @param nodes every one after those that it reads
 * @param outputs names of nodes whose gradients a backward pass takes; nothing reads them
 * @param taps what can be watched, in the order from the images on
 * @param seed of the first weights
 */
public record NetworkPlan(
    int channels, List<Node> nodes, List<String> outputs, Map<Tap, Reading> taps, long seed) {

  /** Name of the images [N, C, H, W] as an input of nodes. */
  public static final String INPUT = "images";

  /**
   * One step of the computation.
   *
   * @param name unique in the network; parameters are called by it in files
   * @param part which part of the method's network it belongs to: {@link Part}
   * @param inputs names of earlier nodes, or {@link #INPUT}
   */
  public record Node(String name, Part part, Operation operation, List<String> inputs) {
    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException if two nodes share a name, a node reads what does not come
   *     before it, or an output is read
   */
  public NetworkPlan {
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
    taps = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(taps));
    var known = new HashSet<String>();
    known.add(INPUT);
    for (var node : nodes) {
      for (String input : node.inputs()) {
        if (!known.contains(input)) {
          throw new IllegalArgumentException(
              Text.of("\"%s\" reads \"%s\", which does not come before it", node.name(), input));
        }
        if (outputs.contains(input)) {
          throw new IllegalArgumentException(
              Text.of(
                  "output \"%s\" feeds \"%s\", but an output must be a leaf; add a tap after it and make the tap the output",
                  input, node.name()));
        }
      }
      if (!known.add(node.name())) {
        throw new IllegalArgumentException(Text.of("two nodes are called \"%s\"", node.name()));
      }
    }
    outputs.forEach(output -> requireKnown(known, output, "an output"));
    taps.values().forEach(reading -> requireKnown(known, reading.node(), "watched"));
  }

  private static void requireKnown(HashSet<String> known, String name, String what) {
    if (!known.contains(name)) {
      throw new IllegalArgumentException(Text.of("\"%s\" is %s but no node", name, what));
    }
  }

  /**
   * The shape of every node's result for one image.
   *
   * @throws IllegalArgumentException naming the node that cannot read its inputs
   */
  public Map<String, Shape> shapes(int height, int width) {
    Map<String, Shape> shapes = new HashMap<>();
    shapes.put(INPUT, new Shape.Maps(channels, height, width));
    for (var node : nodes) {
      var inputs = node.inputs().stream().map(shapes::get).toList();
      try {
        shapes.put(node.name(), node.operation().output(inputs));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(Text.of("\"%s\": %s", node.name(), e.getMessage()), e);
      }
    }
    return shapes;
  }

  /** How many nodes read a node. */
  public long readers(String name) {
    return nodes.stream().filter(node -> node.inputs().contains(name)).count();
  }

  /**
   * Multiply-adds of the matrix arithmetic of one image: {@code forward}, and {@code training} with
   * the gradients of weights and inputs.
   */
  public record Work(long forward, long training) {}

  /**
   * Counts the arithmetic.
   *
   * @param side rows and columns of the images
   */
  public Work work(int side) {
    var shapes = shapes(side, side);
    long forward = 0;
    long training = 0;
    for (var node : nodes) {
      long count = node.operation().multiplyAdds(shapes.get(node.name()));
      forward += count;
      // Nothing needs the gradient of the images.
      training += count * (node.inputs().contains(INPUT) ? 2 : 3);
    }
    return new Work(forward, training);
  }

  /**
   * Numbers that a pass keeps in memory for one image, or nearly so: sums, identities and the like
   * take over the memory of what they read.
   *
   * @param side rows and columns of the images
   * @param training in inference, batch norms are part of the layer below
   */
  public long kept(int side, boolean training) {
    var shapes = shapes(side, side);
    long kept = 0;
    for (var node : nodes) {
      var shape = shapes.get(node.name());
      if (training ? !node.operation().inPlace() : node.operation().multiplyAdds(shape) > 0) {
        kept += shape.length();
      }
    }
    return kept;
  }
}
