package org.ssl4j.dl4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.dl4j.SslGraph.VertexReading;
import org.ssl4j.dl4j.kernel.PoolKernel;
import org.ssl4j.dl4j.update.Ema;
import org.ssl4j.dl4j.update.FlatRun;
import org.ssl4j.dl4j.update.FlatVectors;
import org.ssl4j.dl4j.update.FlatViews;
import org.ssl4j.dl4j.update.Optimizer;
import org.ssl4j.dl4j.update.Optimizers;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.Health;
import org.ssl4j.network.ImageBatch;
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

/** A DL4J computation graph with its gradient and update rule. */
public final class Dl4jNetwork implements Network {

  private final NetworkPlan plan;
  private final SslGraph graph;
  private final Function<String, PoolKernel> pools;
  private final Map<Reading, VertexReading> readings = new HashMap<>();
  private final IdentityHashMap<Network, Ema> averages = new IdentityHashMap<>();
  private Optimizer optimizer;

  /** Whether the graph's gradient is that of an earlier update. */
  private boolean forgotten = true;

  /** What earlier passes of the same update have left, while another pass overwrites it. */
  private INDArray earlier;

  /**
   * @param pools makes what averages the maps of a node
   */
  Dl4jNetwork(NetworkPlan plan, SslGraph graph, Function<String, PoolKernel> pools) {
    this.plan = plan;
    this.graph = graph;
    this.pools = pools;
  }

  /** The graph itself, whose parameters are live. */
  public SslGraph graph() {
    return graph;
  }

  @Override
  public NetworkPlan plan() {
    return plan;
  }

  @Override
  public ParameterLayout layout() {
    return graph.layout();
  }

  private static INDArray array(ImageBatch images) {
    if (images instanceof Dl4jImages own) {
      return own.array();
    }
    throw new IllegalArgumentException("the images are another engine's");
  }

  @Override
  public Pass forward(ImageBatch images, Partition partition) {
    return new OpenPass(graph.forward(array(images), partition));
  }

  private final class OpenPass implements Pass {
    private final SslGraph.Pass pass;

    OpenPass(SslGraph.Pass pass) {
      this.pass = pass;
    }

    @Override
    public Matrix output(String node) {
      return HostMemory.view(pass.activation(node));
    }

    @Override
    public void backward(Map<String, Matrix> gradients) {
      Map<String, INDArray> arrays = new LinkedHashMap<>();
      gradients.forEach((node, gradient) -> arrays.put(node, HostMemory.array(gradient)));
      for (String output : plan.outputs()) {
        arrays.computeIfAbsent(output, name -> pass.activation(name).like());
      }
      if (forgotten) {
        pass.backward(arrays);
        forgotten = false;
        return;
      }
      var gradient = graph.flatGradient();
      if (earlier == null) {
        earlier = FlatVectors.outsideWorkspaces(gradient::ulike);
      }
      earlier.assign(gradient);
      pass.backward(arrays);
      gradient.addi(earlier);
    }

    @Override
    public void close() {
      pass.close();
    }
  }

  @Override
  public List<Matrix> compute(ImageBatch images, Partition partition, List<String> nodes) {
    return matrices(graph.compute(array(images), partition, nodes));
  }

  @Override
  public List<Matrix> read(ImageBatch images, List<Reading> wanted) {
    var vertices =
        wanted.stream().map(reading -> readings.computeIfAbsent(reading, this::reading)).toList();
    return matrices(graph.read(array(images), vertices));
  }

  private VertexReading reading(Reading reading) {
    if (!reading.means()) {
      return VertexReading.of(reading.node());
    }
    var pool = pools.apply(reading.node());
    return new VertexReading(
        reading.node(),
        maps -> pool.forward(maps, (type, shape) -> Nd4j.createUninitialized(type, shape)));
  }

  private static List<Matrix> matrices(List<INDArray> arrays) {
    return arrays.stream().map(HostMemory::view).toList();
  }

  @Override
  public void zeroGradient() {
    forgotten = true;
  }

  private INDArray gradient() {
    if (forgotten) {
      graph.flatGradient().assign(0);
      forgotten = false;
    }
    return graph.flatGradient();
  }

  @Override
  public void optimise(OptimizerConfig rule, Predicate<? super ParameterSegment> frozen) {
    optimizer = Optimizers.create(rule, layout(), graph.flatParameters().dataType(), frozen);
  }

  @Override
  public void update(Rates rates) {
    if (optimizer == null) {
      throw new IllegalStateException("no update rule has been chosen for this network");
    }
    optimizer.update(graph.flatParameters(), gradient(), rates);
  }

  @Override
  public void follow(Network other, double tau) {
    var leader = (Dl4jNetwork) other;
    averages
        .computeIfAbsent(other, network -> new Ema(layout(), network.layout()))
        .update(graph.flatParameters(), leader.graph.flatParameters(), tau);
  }

  @Override
  public void copy(Network other) {
    var source = ((Dl4jNetwork) other).graph.flatParameters();
    Map<String, ParameterSegment> theirs =
        other.layout().segments().stream()
            .collect(Collectors.toMap(ParameterSegment::fullName, Function.identity()));
    for (var segment : layout().segments()) {
      var same = theirs.get(segment.fullName());
      if (same != null && segment.length() > 0) {
        part(graph.flatParameters(), segment).assign(part(source, same));
      }
    }
  }

  private static INDArray part(INDArray flat, ParameterSegment segment) {
    return flat.get(NDArrayIndex.interval(segment.offset(), segment.end()));
  }

  /** BLAS: ND4J's own reduction takes eight times as long and is 1 % off for 11 million entries. */
  @Override
  public double gradientNorm() {
    return Nd4j.getBlasWrapper().nrm2(gradient());
  }

  @Override
  public Health health() {
    var segments = layout().segments().stream().filter(s -> s.length() > 0).toList();
    var backwards = new ArrayList<>(segments);
    java.util.Collections.reverse(backwards);
    return new Health(
        firstNotFinite(segments, graph.flatParameters()),
        firstNotFinite(backwards, gradient()),
        segments.stream()
            .filter(segment -> segment.kind() != ParameterKind.STATISTIC)
            .max(Comparator.comparingDouble(segment -> largest(gradient(), segment))));
  }

  private static Optional<ParameterSegment> firstNotFinite(
      List<ParameterSegment> segments, INDArray flat) {
    return segments.stream()
        .filter(segment -> !Double.isFinite(part(flat, segment).sumNumber().doubleValue()))
        .findFirst();
  }

  private static double largest(INDArray flat, ParameterSegment segment) {
    return part(flat, segment).amaxNumber().doubleValue();
  }

  @Override
  public Undo statistics() {
    var runs = FlatRun.merged(layout(), segment -> segment.kind() == ParameterKind.STATISTIC);
    var live = new FlatViews(runs, layout().length()).of(graph.flatParameters());
    var copies = live.stream().map(view -> FlatVectors.outsideWorkspaces(view::dup)).toList();
    return () -> {
      for (int i = 0; i < live.size(); i++) {
        live.get(i).assign(copies.get(i));
      }
    };
  }

  @Override
  public NetworkState state() {
    Map<String, Matrix> rule = new LinkedHashMap<>();
    Map<String, Long> counters = new LinkedHashMap<>();
    if (optimizer != null) {
      optimizer
          .state()
          .forEach(
              (name, array) -> {
                if (array.dataType() == DataType.INT64) {
                  counters.put(name, array.getLong(0));
                } else {
                  rule.put(name, HostMemory.view(array));
                }
              });
    }
    return new NetworkState(HostMemory.view(graph.flatParameters()), rule, counters);
  }

  @Override
  public void restore(NetworkState state) {
    HostMemory.copy(state.parameters(), graph.flatParameters());
    if (optimizer == null) {
      return;
    }
    Map<String, INDArray> stored = new LinkedHashMap<>();
    state.rule().forEach((name, vector) -> stored.put(name, vector(vector)));
    state.counters().forEach((name, count) -> stored.put(name, Nd4j.createFromArray(count)));
    optimizer.restore(stored);
  }

  private static INDArray vector(Matrix matrix) {
    var array = HostMemory.array(matrix);
    return array.reshape(array.length());
  }

  /** ND4J frees the memory when nothing refers to it. */
  @Override
  public void close() {}
}
