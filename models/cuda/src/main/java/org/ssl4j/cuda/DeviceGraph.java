package org.ssl4j.cuda;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ssl4j.cuda.layer.DeviceLayer;
import org.ssl4j.cuda.layer.DeviceLayers;
import org.ssl4j.cuda.layer.DeviceTensor;
import org.ssl4j.cuda.layer.DeviceWork;
import org.ssl4j.cuda.layer.FlatParameters;
import org.ssl4j.cuda.layer.LayerStep;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Shape;
import org.ssl4j.text.Text;

/** A plan's layers, which run node after node. */
final class DeviceGraph implements AutoCloseable {
  private final DeviceWork work;
  private final NetworkPlan plan;
  private final Map<String, DeviceLayer> layers = new LinkedHashMap<>();
  private final Map<List<Integer>, Map<String, Shape>> shapes = new HashMap<>();

  DeviceGraph(DeviceWork work, NetworkPlan plan, FlatParameters parameters) {
    this.work = work;
    this.plan = plan;
    Set<String> learning = new HashSet<>();
    for (var node : plan.nodes()) {
      boolean below = node.inputs().stream().anyMatch(learning::contains);
      layers.put(node.name(), DeviceLayers.of(work, parameters, node, below));
      if (below || !node.operation().parameters().isEmpty()) {
        learning.add(node.name());
      }
    }
  }

  /** The shape of a node's result for images of that size; null if there is no such node. */
  Shape shape(String node, ImageBatch images) {
    return shapes
        .computeIfAbsent(
            List.of(images.height(), images.width()), size -> plan.shapes(size.get(0), size.get(1)))
        .get(node);
  }

  /**
   * Refuses what has no features.
   *
   * @throws IllegalArgumentException with what to read instead
   */
  void requireFeatures(String node, ImageBatch images) {
    if (!(requireNode(node, images) instanceof Shape.Features)) {
      throw new IllegalArgumentException(
          Text.of("\"%s\" has maps, not features; read the means of its maps", node));
    }
  }

  /** Refuses what has no maps. */
  void requireMaps(String node, ImageBatch images) {
    if (!(requireNode(node, images) instanceof Shape.Maps)) {
      throw new IllegalArgumentException(
          Text.of("\"%s\" has features, not maps; read the features themselves", node));
    }
  }

  private Shape requireNode(String node, ImageBatch images) {
    var shape = shape(node, images);
    if (shape == null) {
      throw new IllegalArgumentException(Text.of("the network has no node \"%s\"", node));
    }
    return shape;
  }

  /** The images as layers read them. */
  private DeviceTensor read(CudaImages images) {
    if (images.channels() != plan.channels()) {
      throw new IllegalArgumentException(
          Text.of(
              "the network reads images of %d channels, not %d",
              plan.channels(), images.channels()));
    }
    var tensor = work.tensor(images.count(), images.height(), images.width(), images.channels());
    work.each(
        tensor.length(),
        "images_in",
        images.pixels(),
        images.channels(),
        tensor.area(),
        tensor.length(),
        tensor.numbers());
    return tensor;
  }

  /** How one node is computed from what it reads. */
  private interface Evaluation {
    DeviceTensor result(NetworkPlan.Node node, List<DeviceTensor> inputs);
  }

  /**
   * Computes some nodes and what they depend on, and releases what nothing reads any more.
   *
   * @param kept results that are wanted, beside all features if {@code features}
   * @return the results that are wanted, each held once
   */
  private Map<String, DeviceTensor> evaluate(
      CudaImages images, Collection<String> kept, boolean features, Evaluation evaluation) {
    var nodes = needed(kept);
    Map<String, Integer> readers = new HashMap<>();
    nodes.forEach(node -> node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum)));
    Map<String, DeviceTensor> results = new HashMap<>();
    try {
      results.put(NetworkPlan.INPUT, read(images));
      for (var node : nodes) {
        List<DeviceTensor> inputs = new ArrayList<>();
        for (String name : node.inputs()) {
          boolean last = readers.merge(name, -1, Integer::sum) == 0;
          boolean wanted =
              kept.contains(name) || (features && shape(name, images) instanceof Shape.Features);
          // The last reader takes the result over, and may overwrite it.
          inputs.add(last && !wanted ? results.remove(name) : results.get(name).retain());
        }
        try {
          results.put(node.name(), evaluation.result(node, inputs));
        } finally {
          inputs.forEach(DeviceTensor::release);
        }
      }
    } catch (RuntimeException e) {
      results.values().forEach(DeviceTensor::release);
      throw e;
    }
    if (!kept.contains(NetworkPlan.INPUT) && results.containsKey(NetworkPlan.INPUT)) {
      results.remove(NetworkPlan.INPUT).release();
    }
    return results;
  }

  private List<NetworkPlan.Node> needed(Collection<String> wanted) {
    Set<String> names = new HashSet<>(wanted);
    for (int i = plan.nodes().size() - 1; i >= 0; i--) {
      var node = plan.nodes().get(i);
      if (names.contains(node.name())) {
        names.addAll(node.inputs());
      }
    }
    return plan.nodes().stream().filter(node -> names.contains(node.name())).toList();
  }

  /**
   * A training pass that keeps what its way back needs.
   *
   * @param results features and outputs, each held once
   * @param steps of all nodes, in plan order
   */
  record Recorded(Map<String, DeviceTensor> results, Map<String, LayerStep> steps) {
    void release() {
      results.values().forEach(DeviceTensor::release);
      steps.values().forEach(LayerStep::release);
    }
  }

  /** Computes all nodes in training mode. */
  Recorded record(CudaImages images, Partition partition) {
    // Before anything is computed: a batch that does not divide changes no statistics.
    partition.rowsPerPart(images.count());
    Map<String, LayerStep> steps = new LinkedHashMap<>();
    try {
      var names = new HashSet<>(plan.outputs());
      plan.nodes().forEach(node -> names.add(node.name()));
      var results =
          evaluate(
              images,
              names.stream().filter(name -> isFeatures(name, images)).toList(),
              true,
              (node, inputs) -> {
                var step = layers.get(node.name()).train(inputs, partition);
                steps.put(node.name(), step);
                return step.result();
              });
      return new Recorded(results, steps);
    } catch (RuntimeException e) {
      steps.values().forEach(LayerStep::release);
      throw e;
    }
  }

  private boolean isFeatures(String node, ImageBatch images) {
    return shape(node, images) instanceof Shape.Features;
  }

  /** Computes some nodes in training mode, without a way back. */
  Map<String, DeviceTensor> train(CudaImages images, Partition partition, List<String> nodes) {
    partition.rowsPerPart(images.count());
    return evaluate(
        images,
        nodes,
        false,
        (node, inputs) -> {
          var step = layers.get(node.name()).train(inputs, partition);
          step.release();
          return step.result();
        });
  }

  /** Computes some nodes in inference mode. */
  Map<String, DeviceTensor> infer(CudaImages images, Collection<String> nodes) {
    return evaluate(images, nodes, false, (node, inputs) -> layers.get(node.name()).infer(inputs));
  }

  /**
   * Walks back through a pass. A node that several others read gets the sum of their gradients; one
   * that no gradient reaches is passed over.
   *
   * @param outputs gradients of outputs, each held once; released
   */
  void backward(Map<String, LayerStep> steps, Map<String, DeviceTensor> outputs) {
    Map<String, DeviceTensor> gradients = new HashMap<>(outputs);
    var backwards = new ArrayList<>(plan.nodes());
    Collections.reverse(backwards);
    for (var node : backwards) {
      var gradient = gradients.remove(node.name());
      if (gradient != null) {
        var below = steps.get(node.name()).back().gradients(gradient);
        gradient.release();
        for (int i = 0; i < below.size(); i++) {
          pass(gradients, node.inputs().get(i), below.get(i));
        }
      }
    }
    gradients.values().forEach(DeviceTensor::release);
  }

  private void pass(Map<String, DeviceTensor> gradients, String node, DeviceTensor gradient) {
    if (node.equals(NetworkPlan.INPUT)) {
      gradient.release();
      return;
    }
    var other = gradients.remove(node);
    gradients.put(node, other == null ? gradient : work.sum(other, gradient));
  }

  @Override
  public void close() {
    layers.values().forEach(DeviceLayer::close);
  }
}
