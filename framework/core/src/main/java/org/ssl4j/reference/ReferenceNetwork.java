package org.ssl4j.reference;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Health;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.NetworkState;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Rates;
import org.ssl4j.network.Reading;
import org.ssl4j.network.Shape;
import org.ssl4j.text.Text;

/** A network of the {@link ReferenceEngine}. */
class ReferenceNetwork implements Network {
  private final NetworkPlan plan;
  private final Precision precision;
  private final Computation computation;
  private final ParameterLayout layout;
  private Optional<UpdateRule> rule = Optional.empty();

  ReferenceNetwork(NetworkPlan plan, Precision precision, Formulas formulas) {
    this.plan = plan;
    this.precision = precision;
    computation = new Computation(plan, precision, formulas);
    layout = computation.layout();
  }

  @Override
  public NetworkPlan plan() {
    return plan;
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  /** All, in the order of the layout. */
  List<Parameter> parameters() {
    return computation.parameters();
  }

  @Override
  public ReferencePass forward(ImageBatch images, Partition partition) {
    var names = plan.nodes().stream().map(NetworkPlan.Node::name).toList();
    var trained = computation.train(values(images), partition, names);
    return new ReferencePass(
        trained, node -> matrix(features(node, trained.images(), trained::result)));
  }

  @Override
  public List<Matrix> compute(ImageBatch images, Partition partition, List<String> nodes) {
    var trained = computation.train(values(images), partition, nodes);
    return nodes.stream()
        .map(node -> matrix(features(node, trained.images(), trained::result)))
        .toList();
  }

  @Override
  public List<Matrix> read(ImageBatch images, List<Reading> readings) {
    var input = values(images);
    var results = computation.infer(input, readings.stream().map(Reading::node).toList());
    return readings.stream()
        .map(
            reading ->
                reading.means()
                    ? GlobalAveragePoolFormula.means(maps(reading.node(), input, results::get))
                    : features(reading.node(), input, results::get))
        .map(this::matrix)
        .toList();
  }

  private Values values(ImageBatch images) {
    if (!(images instanceof ReferenceImages own)) {
      throw new IllegalArgumentException(
          "the images lie in another engine's memory; take an image batch of this engine");
    }
    return own.values();
  }

  private Values features(String node, Values images, Function<String, Values> results) {
    if (!(shape(node, images) instanceof Shape.Features)) {
      throw new IllegalArgumentException(
          Text.of("\"%s\" has maps, not features; read the means of its maps", node));
    }
    return results.apply(node);
  }

  private Values maps(String node, Values images, Function<String, Values> results) {
    if (!(shape(node, images) instanceof Shape.Maps)) {
      throw new IllegalArgumentException(
          Text.of("\"%s\" has features, not maps; read the features themselves", node));
    }
    return results.apply(node);
  }

  private Shape shape(String node, Values images) {
    var shape = plan.shapes(images.height(), images.width()).get(node);
    if (shape == null) {
      throw new IllegalArgumentException(Text.of("the network has no node \"%s\"", node));
    }
    return shape;
  }

  private Matrix matrix(Values features) {
    var matrix = Matrix.allocate(precision, features.count(), features.channels());
    for (int n = 0; n < features.count(); n++) {
      for (int c = 0; c < features.channels(); c++) {
        matrix.set(n, c, features.get(n, c, 0, 0));
      }
    }
    return matrix;
  }

  @Override
  public void zeroGradient() {
    parameters().forEach(Parameter::zeroGradient);
  }

  @Override
  public void optimise(OptimizerConfig config, Predicate<? super ParameterSegment> frozen) {
    rule = Optional.of(UpdateRule.of(config, precision, parameters(), frozen));
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
    var sources = counterparts(other, Parameter::learned);
    sources.forEach(
        (own, source) -> {
          for (int i = 0; i < own.length(); i++) {
            own.set(i, tau * own.get(i) + (1 - tau) * source.get(i));
          }
        });
  }

  @Override
  public void copy(Network other) {
    counterparts(other, parameter -> true)
        .forEach(
            (own, source) -> {
              for (int i = 0; i < own.length(); i++) {
                own.set(i, source.get(i));
              }
            });
  }

  /** The other network's parameters of the same names. */
  private Map<Parameter, Parameter> counterparts(Network other, Predicate<Parameter> wanted) {
    if (!(other instanceof ReferenceNetwork source)) {
      throw new IllegalArgumentException(
          "the other network belongs to another engine; both must be of one");
    }
    Map<String, Parameter> byName = new HashMap<>();
    source.parameters().forEach(p -> byName.put(p.segment().fullName(), p));
    Map<Parameter, Parameter> found = new LinkedHashMap<>();
    for (var own : parameters()) {
      if (wanted.test(own)) {
        found.put(own, counterpart(own, byName.get(own.segment().fullName())));
      }
    }
    return found;
  }

  private static Parameter counterpart(Parameter own, Parameter source) {
    if (source == null) {
      throw new IllegalArgumentException(
          Text.of("the other network has no parameter %s", own.segment().fullName()));
    }
    if (source.length() != own.length()) {
      throw new IllegalArgumentException(
          Text.of(
              "parameter %s has %d entries here and %d in the other network",
              own.segment().fullName(), own.length(), source.length()));
    }
    return source;
  }

  @Override
  public double gradientNorm() {
    double sum = 0;
    for (var parameter : parameters()) {
      for (int i = 0; i < parameter.length(); i++) {
        sum += parameter.gradient(i) * parameter.gradient(i);
      }
    }
    return Math.sqrt(sum);
  }

  @Override
  public Health health() {
    Optional<ParameterSegment> parameterCulprit = Optional.empty();
    Optional<ParameterSegment> gradientCulprit = Optional.empty();
    Optional<ParameterSegment> largestGradient = Optional.empty();
    double largest = -1;
    for (var parameter : parameters()) {
      boolean finite = true;
      boolean gradientFinite = true;
      for (int i = 0; i < parameter.length(); i++) {
        finite &= Double.isFinite(parameter.get(i));
        gradientFinite &= Double.isFinite(parameter.gradient(i));
        if (parameter.learned() && Math.abs(parameter.gradient(i)) > largest) {
          largest = Math.abs(parameter.gradient(i));
          largestGradient = Optional.of(parameter.segment());
        }
      }
      if (!finite && parameterCulprit.isEmpty()) {
        parameterCulprit = Optional.of(parameter.segment());
      }
      if (!gradientFinite) {
        gradientCulprit = Optional.of(parameter.segment());
      }
    }
    return new Health(parameterCulprit, gradientCulprit, largestGradient);
  }

  @Override
  public Undo statistics() {
    Map<Parameter, double[]> kept = new LinkedHashMap<>();
    for (var parameter : parameters()) {
      if (!parameter.learned()) {
        kept.put(parameter, parameter.copy());
      }
    }
    return () -> kept.forEach(Parameter::assign);
  }

  @Override
  public NetworkState state() {
    double[] flat = new double[Math.toIntExact(layout.length())];
    for (var parameter : parameters()) {
      System.arraycopy(parameter.copy(), 0, flat, parameter.offset(), parameter.length());
    }
    Map<String, Matrix> vectors = new LinkedHashMap<>();
    rule.ifPresent(
        used -> used.vectors().forEach((name, vector) -> vectors.put(name, matrix(vector))));
    return new NetworkState(matrix(flat), vectors, rule.map(UpdateRule::counters).orElse(Map.of()));
  }

  private Matrix matrix(double[] flat) {
    var matrix = Matrix.allocate(precision, 1, flat.length);
    matrix.write(0, flat);
    return matrix;
  }

  @Override
  public void restore(NetworkState state) {
    var vectors = rule.map(UpdateRule::vectors).orElse(Map.of());
    var counters = rule.map(UpdateRule::counters).orElse(Map.of());
    state.requireFor(vectors.keySet(), counters.keySet(), layout.length());
    double[] flat = state.parameters().toDoubles();
    for (var parameter : parameters()) {
      for (int i = 0; i < parameter.length(); i++) {
        parameter.set(i, flat[parameter.offset() + i]);
      }
    }
    rule.ifPresent(used -> used.restore(state));
  }

  @Override
  public void close() {
    // The garbage collector frees all there is.
  }
}
