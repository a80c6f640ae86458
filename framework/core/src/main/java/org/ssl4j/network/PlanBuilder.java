package org.ssl4j.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a {@link NetworkPlan}. Every method adds a node and returns it, so that a network reads as
 * the expression it computes.
 */
public final class PlanBuilder {

  /** PyTorch's defaults, which the published recipes use. */
  private static final double BATCH_NORM_EPSILON = 1e-5;

  private static final double BATCH_NORM_MOMENTUM = 0.1;

  private static final int IMAGE_CHANNELS = 3;

  /**
   * A node of the network being written.
   *
   * @param name its name
   * @param channels channels or features of its result
   */
  public record Node(String name, int channels) {}

  private final long seed;
  private final List<NetworkPlan.Node> nodes = new ArrayList<>();
  private final Map<Tap, Reading> taps = new LinkedHashMap<>();
  private Part part = Part.BACKBONE;

  /**
   * @param seed of the first weights; each node draws from (seed, its name)
   */
  public PlanBuilder(long seed) {
    this.seed = seed;
  }

  /** Says to which part what follows belongs; it begins with the backbone. */
  public PlanBuilder part(Part next) {
    part = next;
    return this;
  }

  /** The images. */
  public Node input() {
    return new Node(NetworkPlan.INPUT, IMAGE_CHANNELS);
  }

  /** Any operation. */
  public Node add(String name, Operation operation, int channels, Node... from) {
    var inputs = java.util.Arrays.stream(from).map(Node::name).toList();
    nodes.add(new NetworkPlan.Node(name, part, operation, inputs));
    return new Node(name, channels);
  }

  /** A square convolution that keeps the size of maps at stride 1. */
  public Node convolution(String name, Node from, int outputs, int kernel, int stride) {
    return add(
        name,
        new Operations.Convolution(from.channels(), outputs, kernel, stride, kernel / 2),
        outputs,
        from);
  }

  /**
   * Batch norm.
   *
   * @param affine whether it has a learned scale and shift
   * @param relu whether a ReLU follows
   */
  public Node batchNorm(String name, Node from, boolean affine, boolean relu) {
    return add(
        name,
        new Operations.BatchNorm(
            from.channels(), BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, affine, relu),
        from.channels(),
        from);
  }

  /** {@code relu(a + b)}. */
  public Node addRelu(String name, Node a, Node b) {
    return add(name, new Operations.AddRelu(), a.channels(), a, b);
  }

  /** Maximum over square windows. */
  public Node maxPool(String name, Node from, int kernel, int stride, int padding) {
    return add(name, new Operations.MaxPool(kernel, stride, padding), from.channels(), from);
  }

  /** Mean over all positions. */
  public Node globalAveragePool(String name, Node from) {
    return add(name, new Operations.GlobalAveragePool(), from.channels(), from);
  }

  /** A fully connected layer. */
  public Node dense(String name, Node from, int outputs, boolean bias) {
    return add(name, new Operations.Dense(from.channels(), outputs, bias), outputs, from);
  }

  /** {@code max(x, 0)}. */
  public Node relu(String name, Node from) {
    return add(name, new Operations.Relu(), from.channels(), from);
  }

  /** The same under another name: an output must be read by nothing. */
  public Node tap(String name, Node from) {
    return add(name, new Operations.Identity(), from.channels(), from);
  }

  /** The same without a way back for gradients. */
  public Node stopGradient(String name, Node from) {
    return add(name, new Operations.StopGradient(), from.channels(), from);
  }

  /** Has the features of an inner node [N, d] watched, without any effect on the network. */
  public void watch(Tap tap, Node features) {
    taps.put(tap, Reading.of(features.name()));
  }

  /** Has maps watched by their means over all positions [N, C]. */
  public void watchMaps(Tap tap, Node maps) {
    taps.put(tap, Reading.meansOf(maps.name()));
  }

  /** Ends the network. */
  public NetworkPlan build(List<String> outputs) {
    return new NetworkPlan(IMAGE_CHANNELS, nodes, outputs, taps, seed);
  }
}
