package org.ssl4j.models.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.ssl4j.method.Views;
import org.ssl4j.network.Backbones;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Network;
import org.ssl4j.network.Partition;
import org.ssl4j.network.PlanBuilder;
import org.ssl4j.network.Reading;
import org.ssl4j.network.Tap;

/** What a user's jar would hold: a method that pulls the features of two views together. */
public final class PullProvider implements MethodProvider {

  private static final String OUT = "out";

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
    var net = new PlanBuilder(context.config().seed());
    var backbone = context.config().backbone();
    var features = Backbones.find(backbone).build(backbone, net);
    net.tap(OUT, features);
    return new Pull(
        context.engine(),
        context.engine().compile(net.build(List.of(OUT))),
        ((Settings) context.config().method()).pull());
  }

  private record Pull(Engine engine, Network network, double weight) implements SSLMethod {

    @Override
    public MethodSpec spec() {
      return new MethodSpec(
          "pull",
          new LossTerm("loss", 0, Double.NaN, "weighted distance"),
          List.of(new LossTerm("distance", 0, Double.NaN, "mean squared distance")));
    }

    @Override
    public Step computeGradients(Views views, StepContext context) {
      try (var pass = network.forward(views.only(), Partition.groups(2))) {
        var z = pass.output(OUT);
        int n = z.rows() / 2;
        var gradient = z.copy();
        double distance = 0;
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < z.columns(); j++) {
            double difference = z.get(i, j) - z.get(n + i, j);
            distance += difference * difference / n;
            gradient.set(i, j, 2 * weight / n * difference);
            gradient.set(n + i, j, -2 * weight / n * difference);
          }
        }
        pass.backward(Map.of(OUT, gradient));
        return new Step(weight * distance, Map.of("distance", distance), z.slice(0, n).copy());
      }
    }

    @Override
    public Set<Tap> taps() {
      return Set.of(Tap.BACKBONE);
    }

    @Override
    public Map<Tap, Matrix> embed(ImageBatch images, Set<Tap> taps) {
      Map<Tap, Matrix> embeddings = new HashMap<>();
      taps.forEach(
          tap -> embeddings.put(tap, network.read(images, List.of(Reading.of(OUT))).get(0)));
      return embeddings;
    }

    @Override
    public Networks networks() {
      return new Networks(network, Optional.empty(), false, engine);
    }
  }
}
