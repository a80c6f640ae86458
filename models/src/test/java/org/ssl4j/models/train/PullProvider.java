package org.ssl4j.models.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.config.Setting;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.method.MethodSpec;
import org.ssl4j.method.Networks;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Tap;
import org.ssl4j.models.backbone.Backbones;
import org.ssl4j.models.backbone.NetworkBuilder;
import org.ssl4j.network.SslGraph;

/** What a user's jar would hold: a method that pulls the features of two views together. */
public final class PullProvider implements MethodProvider {

  /** Its section of the YAML. */
  public record Settings(
      @Setting(
              doc = "pull.",
              allowed = {"pull"})
          String name,
      @Setting(doc = "Weight.", defaultValue = "1", min = 0) double pull)
      implements MethodSettings {}

  @Override
  public String name() {
    return "pull";
  }

  @Override
  public String summary() {
    return "Pulls two views together; nothing keeps it from collapsing.";
  }

  @Override
  public String paper() {
    return "none";
  }

  @Override
  public Class<? extends MethodSettings> settingsType() {
    return Settings.class;
  }

  @Override
  public SSLMethod create(MethodContext context) {
    var options =
        new NetworkBuilder.Options(
            context.config().seed(),
            context.dataType(),
            context.config().engine(),
            context.config().convolution(),
            2,
            1);
    var net = new NetworkBuilder(options);
    var backbone = context.config().backbone();
    var features = Backbones.find(backbone).build(backbone, net);
    net.tap("out", features);
    return new Pull(
        net.build("out"),
        net.engine(),
        net.convolutions(),
        ((Settings) context.config().method()).pull());
  }

  private record Pull(SslGraph graph, String engine, String convolutions, double weight)
      implements SSLMethod {

    @Override
    public MethodSpec spec() {
      return new MethodSpec(
          "pull",
          2,
          new LossTerm("loss", 0, Double.NaN, "weighted distance"),
          List.of(new LossTerm("distance", 0, Double.NaN, "mean squared distance")));
    }

    @Override
    public Step computeGradients(INDArray views, StepContext context) {
      try (var pass = graph.forward(views)) {
        var z = pass.activation("out");
        long n = z.size(0) / 2;
        var first = z.get(NDArrayIndex.interval(0, n));
        var difference = first.sub(z.get(NDArrayIndex.interval(n, 2 * n)));
        double distance = difference.mul(difference).sumNumber().doubleValue() / n;
        difference.muli(2 * weight / n);
        pass.backward(Map.of("out", Nd4j.concat(0, difference, difference.neg())));
        var projections = Matrix.of(first.dup('c').data().asFloat(), first.rows(), first.columns());
        return new Step(weight * distance, Map.of("distance", distance), projections);
      }
    }

    @Override
    public Set<Tap> taps() {
      return Set.of(Tap.BACKBONE);
    }

    @Override
    public Map<Tap, INDArray> embed(INDArray images, Set<Tap> taps) {
      Map<Tap, INDArray> embeddings = new HashMap<>();
      taps.forEach(tap -> embeddings.put(tap, graph.compute(false, images, List.of("out")).get(0)));
      return embeddings;
    }

    @Override
    public Networks networks() {
      return new Networks(graph, Optional.empty(), false, engine, convolutions);
    }
  }
}
