package org.ssl4j.models.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.config.Setting;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.Encoder;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.method.MethodSpec;
import org.ssl4j.method.Networks;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Views;
import org.ssl4j.method.ViewsNeeded;
import org.ssl4j.models.objective.NegativeCosine;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Tap;

/**
 * What a user's jar would hold: every view predicts the large ones (the multi-crop of SwAV,
 * arXiv:2006.09882, with SimSiam's loss). Nothing keeps it from collapsing.
 *
 * <pre>
 * L = mean over views v and large views l, v != l, of D(z_v, stopgrad(z_l)),   D(p, z) = -cos(p, z)
 * </pre>
 */
public final class MultiCropProvider implements MethodProvider {

  /** Large views; they are the targets of all. */
  static final int LARGE = 2;

  /** Its section of the YAML. */
  public record Settings(
      @Setting(
              doc = "multicrop.",
              allowed = {"multicrop"})
          String name,
      @Setting(doc = "Number of small views.", defaultValue = "4", min = 1) int small,
      @Setting(doc = "Head.", defaultValue = "{layers: [6, 5]}") HeadConfig projector)
      implements MethodSettings {}

  @Override
  public String name() {
    return "multicrop";
  }

  @Override
  public String summary() {
    return "Small crops predict large ones; nothing keeps it from collapsing.";
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
  public ViewsNeeded views(ExperimentConfig config) {
    return new ViewsNeeded(List.of(LARGE, ((Settings) config.method()).small()));
  }

  @Override
  public SSLMethod create(MethodContext context) {
    var settings = (Settings) context.config().method();
    return new MultiCrop(
        context.engine(), Encoders.projecting(context, settings.projector(), 0), settings.small());
  }

  /**
   * The loss with targets that are held, and its gradient for the projections of each group.
   *
   * @param z projections of the large views, then of the small ones, stacked
   * @param targets projections of the large views
   */
  static double loss(List<Matrix> z, Matrix targets, List<Matrix> gradients) {
    int rows = targets.rows() / LARGE;
    int views = z.stream().mapToInt(Matrix::rows).sum() / rows;
    double share = 1.0 / (LARGE * views - LARGE);
    double loss = 0;
    for (int group = 0; group < z.size(); group++) {
      for (int view = 0; view < z.get(group).rows() / rows; view++) {
        for (int target = 0; target < LARGE; target++) {
          if (group == 0 && view == target) {
            continue;
          }
          var own = z.get(group).slice(view * rows, (view + 1) * rows);
          var other = targets.slice(target * rows, (target + 1) * rows);
          try (var pair = NegativeCosine.oneDirection(own, other, false)) {
            loss += share * pair.loss();
            if (!gradients.isEmpty()) {
              add(gradients.get(group), view * rows, pair.gradient(0), share);
            }
          }
        }
      }
    }
    return loss;
  }

  private static void add(Matrix sum, int from, Matrix gradient, double share) {
    for (int i = 0; i < gradient.rows(); i++) {
      for (int j = 0; j < gradient.columns(); j++) {
        sum.set(from + i, j, sum.get(from + i, j) + share * gradient.get(i, j));
      }
    }
  }

  private record MultiCrop(Engine engine, Encoder encoder, int small) implements SSLMethod {

    @Override
    public MethodSpec spec() {
      return new MethodSpec("multicrop", new LossTerm("loss", -1, 0, "negative cosine"), List.of());
    }

    /** Two passes of one network are open at the same time; their gradients add up. */
    @Override
    public Step computeGradients(Views views, StepContext context) {
      var network = encoder.network();
      try (var large = network.forward(views.groups().get(0), Partition.groups(LARGE));
          var crops = network.forward(views.groups().get(1), Partition.groups(small))) {
        var z = List.of(large.output(Encoders.PROJECTION), crops.output(Encoders.PROJECTION));
        List<Matrix> gradients = new ArrayList<>();
        z.forEach(of -> gradients.add(Matrix.allocate(of.precision(), of.rows(), of.columns())));
        double loss = loss(z, z.get(0), gradients);
        large.backward(Map.of(Encoders.PROJECTION, gradients.get(0)));
        crops.backward(Map.of(Encoders.PROJECTION, gradients.get(1)));
        gradients.forEach(Matrix::release);
        return new Step(loss, Map.of(), z.get(0).slice(0, views.images()).copy());
      }
    }

    @Override
    public Set<Tap> taps() {
      return encoder.network().plan().taps().keySet();
    }

    @Override
    public Map<Tap, Matrix> embed(ImageBatch images, Set<Tap> taps) {
      var readings = encoder.network().plan().taps();
      List<Tap> asked = readings.keySet().stream().filter(taps::contains).toList();
      var read = encoder.network().read(images, asked.stream().map(readings::get).toList());
      Map<Tap, Matrix> embeddings = new LinkedHashMap<>();
      for (int i = 0; i < asked.size(); i++) {
        embeddings.put(asked.get(i), read.get(i));
      }
      return embeddings;
    }

    @Override
    public Networks networks() {
      return new Networks(encoder.network(), Optional.empty(), false, engine);
    }

    @Override
    public void close() {
      encoder.network().close();
    }
  }
}
