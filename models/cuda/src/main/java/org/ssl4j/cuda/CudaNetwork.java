package org.ssl4j.cuda;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.cuda.device.ComputeDevice;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.cuda.layer.DeviceLayers;
import org.ssl4j.cuda.layer.DeviceTensor;
import org.ssl4j.cuda.layer.DeviceWork;
import org.ssl4j.cuda.layer.FlatParameters;
import org.ssl4j.cuda.update.DeviceRule;
import org.ssl4j.cuda.update.NetworkAverage;
import org.ssl4j.cuda.update.VectorChecks;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.Health;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Initialiser;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.NetworkState;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Pass;
import org.ssl4j.network.Rates;
import org.ssl4j.network.Reading;

/** A network on a device, with its gradient and the state of its update rule. */
final class CudaNetwork implements Network {
  private final DeviceWork work;
  private final NetworkPlan plan;
  private final FlatParameters parameters;
  private final DeviceGraph graph;
  private final VectorChecks checks;
  private final IdentityHashMap<CudaNetwork, NetworkAverage> averages = new IdentityHashMap<>();
  private Optional<DeviceRule> rule = Optional.empty();
  private boolean closed;

  CudaNetwork(DeviceWork work, NetworkPlan plan) {
    this.work = work;
    this.plan = plan;
    parameters = new FlatParameters(work.device(), layoutOf(plan));
    draw();
    graph = new DeviceGraph(work, plan, parameters);
    checks = new VectorChecks(work, parameters);
  }

  /** All parameters in the order of the plan's nodes, without gaps. */
  private static ParameterLayout layoutOf(NetworkPlan plan) {
    List<ParameterSegment> segments = new ArrayList<>();
    long offset = 0;
    for (var node : plan.nodes()) {
      for (var spec : node.operation().parameters()) {
        var segment =
            new ParameterSegment(
                node.name(),
                spec.name(),
                offset,
                spec.length(),
                spec.shape().size(),
                spec.kind(),
                node.part());
        segments.add(segment);
        offset = segment.end();
      }
    }
    return new ParameterLayout(segments);
  }

  /** Draws the first values: a node's parameters one after the other, from its generator. */
  private void draw() {
    float[] values = new float[Math.toIntExact(parameters.layout().length())];
    int next = 0;
    for (var node : plan.nodes()) {
      var random = Initialiser.generator(plan.seed(), node.name());
      for (var spec : node.operation().parameters()) {
        for (long i = 0; i < spec.length(); i++) {
          values[next++] = (float) spec.initialiser().next(random);
        }
      }
    }
    if (values.length > 0) {
      device().upload(values, 0, values.length, parameters.values());
    }
  }

  private ComputeDevice device() {
    return work.device();
  }

  DeviceGraph graph() {
    return graph;
  }

  @Override
  public NetworkPlan plan() {
    return plan;
  }

  @Override
  public ParameterLayout layout() {
    return parameters.layout();
  }

  /** Features as a matrix of floats; waits for them. */
  Matrix matrix(DeviceTensor features) {
    var floats = work.floats(features.images(), features.channels());
    work.each(
        features.length(), "to_float", features.numbers(), features.length(), floats.numbers());
    var matrix =
        HostMatrices.download(device(), floats.numbers(), features.images(), features.channels());
    floats.release();
    return matrix;
  }

  /** A matrix as features on the device. */
  DeviceTensor tensor(Matrix matrix) {
    var floats = work.floats(matrix.rows(), matrix.columns());
    HostMatrices.upload(device(), matrix, floats.numbers());
    var features = work.tensor(matrix.rows(), 1, 1, matrix.columns());
    work.each(
        features.length(), "from_float", floats.numbers(), features.length(), features.numbers());
    floats.release();
    return features;
  }

  private CudaImages own(ImageBatch images) {
    if (images instanceof CudaImages mine && mine.device() == device()) {
      return mine;
    }
    throw new IllegalArgumentException(
        "the images lie in another engine's memory; take an image batch of this engine");
  }

  @Override
  public Pass forward(ImageBatch images, Partition partition) {
    var mine = own(images);
    return new CudaPass(this, mine, graph.record(mine, partition));
  }

  @Override
  public List<Matrix> compute(ImageBatch images, Partition partition, List<String> nodes) {
    var mine = own(images);
    nodes.forEach(node -> graph.requireFeatures(node, mine));
    var results = graph.train(mine, partition, nodes);
    return downloaded(results, nodes);
  }

  private List<Matrix> downloaded(Map<String, DeviceTensor> results, List<String> nodes) {
    try {
      return nodes.stream().map(node -> matrix(results.get(node))).toList();
    } finally {
      results.values().forEach(DeviceTensor::release);
    }
  }

  @Override
  public List<Matrix> read(ImageBatch images, List<Reading> readings) {
    var mine = own(images);
    for (var reading : readings) {
      if (reading.means()) {
        graph.requireMaps(reading.node(), mine);
      } else {
        graph.requireFeatures(reading.node(), mine);
      }
    }
    var results = graph.infer(mine, readings.stream().map(Reading::node).distinct().toList());
    try {
      return readings.stream()
          .map(reading -> read(results.get(reading.node()), reading.means()))
          .toList();
    } finally {
      results.values().forEach(DeviceTensor::release);
    }
  }

  private Matrix read(DeviceTensor result, boolean means) {
    if (!means) {
      return matrix(result);
    }
    var averaged = DeviceLayers.means(work, result);
    var matrix = matrix(averaged);
    averaged.release();
    return matrix;
  }

  @Override
  public void zeroGradient() {
    device().zero(parameters.gradient());
  }

  @Override
  public void optimise(OptimizerConfig config, Predicate<? super ParameterSegment> frozen) {
    var chosen = DeviceRule.of(work, parameters, config, frozen);
    rule.ifPresent(DeviceRule::close);
    rule = Optional.of(chosen);
  }

  @Override
  public void update(Rates rates) {
    rule.orElseThrow(
            () -> new IllegalStateException("the network has no update rule; call optimise first"))
        .update(rates);
  }

  @Override
  public void follow(Network other, double tau) {
    if (!(tau >= 0 && tau <= 1)) {
      throw new IllegalArgumentException("tau must be between 0 and 1, not " + tau);
    }
    var leader = own(other);
    averages
        .computeIfAbsent(leader, network -> new NetworkAverage(work, layout(), network.layout()))
        .follow(parameters, leader.parameters.values(), tau);
  }

  private CudaNetwork own(Network other) {
    if (other instanceof CudaNetwork mine && mine.work == work) {
      return mine;
    }
    throw new IllegalArgumentException(
        "the other network belongs to another engine; both must be of one");
  }

  @Override
  public void copy(Network other) {
    var source = own(other);
    var segments = layout().segments();
    var theirs = NetworkAverage.counterparts(segments, source.layout());
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).length() > 0) {
        device()
            .copy(
                part(source.parameters.values(), theirs.get(i)),
                part(parameters.values(), segments.get(i)));
      }
    }
    parameters.changed();
  }

  private static DeviceBuffer part(DeviceBuffer vector, ParameterSegment segment) {
    return vector.part(segment.offset() * Float.BYTES, segment.length() * Float.BYTES);
  }

  @Override
  public double gradientNorm() {
    return checks.gradientNorm();
  }

  @Override
  public Health health() {
    return checks.health();
  }

  @Override
  public Undo statistics() {
    var segments =
        layout().segments().stream()
            .filter(segment -> segment.kind() == ParameterKind.STATISTIC && segment.length() > 0)
            .toList();
    Map<ParameterSegment, Matrix> kept = new LinkedHashMap<>();
    for (var segment : segments) {
      kept.put(
          segment,
          HostMatrices.download(
              device(), part(parameters.values(), segment), 1, Math.toIntExact(segment.length())));
    }
    return () ->
        kept.forEach(
            (segment, values) ->
                HostMatrices.upload(device(), values, part(parameters.values(), segment)));
  }

  @Override
  public NetworkState state() {
    Map<String, Matrix> vectors = new LinkedHashMap<>();
    rule.ifPresent(
        used -> used.vectors().forEach((name, vector) -> vectors.put(name, flat(vector))));
    return new NetworkState(
        flat(parameters.values()), vectors, rule.map(DeviceRule::counters).orElse(Map.of()));
  }

  private Matrix flat(DeviceBuffer vector) {
    return HostMatrices.download(device(), vector, 1, Math.toIntExact(layout().length()));
  }

  @Override
  public void restore(NetworkState state) {
    var vectors = rule.map(DeviceRule::vectors).orElse(Map.of());
    var counters = rule.map(DeviceRule::counters).orElse(Map.of());
    state.requireFor(vectors.keySet(), counters.keySet(), layout().length());
    HostMatrices.upload(device(), state.parameters(), parameters.values());
    parameters.changed();
    vectors.forEach(
        (name, vector) -> HostMatrices.upload(device(), state.rule().get(name), vector));
    rule.ifPresent(used -> used.restore(state.counters()));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    device().synchronise();
    averages.values().forEach(NetworkAverage::close);
    rule.ifPresent(DeviceRule::close);
    checks.close();
    graph.close();
    parameters.close();
  }
}
