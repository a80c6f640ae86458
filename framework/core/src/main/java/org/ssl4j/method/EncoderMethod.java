package org.ssl4j.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Reading;
import org.ssl4j.network.Tap;

/**
 * What most methods share: an online encoder, perhaps a target encoder, a loss that is a function
 * of what they compute for one group of views, and how clean images are embedded.
 *
 * <p>A batch may come in parts, to need less memory. If the loss is a mean over images, the
 * gradients of the parts are added. If it compares the images of a batch with one another, the
 * embeddings of all parts are computed first, then the loss once over all of them, and then every
 * part again with its share of the gradient (gradient caching, Gao et al. 2021, arXiv:2101.06983).
 * Batch norms then see the statistics of a part, not of the batch.
 */
public abstract class EncoderMethod implements SSLMethod {

  private final Engine engine;
  private final Encoder online;
  private final Encoder target;
  private final boolean predictorFrozen;

  /**
   * @param online the network that gradients train
   * @param target the network that provides targets, or null if the method has none of its own
   * @param predictorFrozen whether the predictor keeps its random weights
   */
  protected EncoderMethod(
      MethodContext context, Encoder online, Encoder target, boolean predictorFrozen) {
    this.engine = context.engine();
    this.online = online;
    this.target = target;
    this.predictorFrozen = predictorFrozen;
  }

  /** The network that gradients train. */
  protected final Encoder online() {
    return online;
  }

  /** The network that provides targets, or null if the method has none of its own. */
  protected final Encoder target() {
    return target;
  }

  /** Parts of the stacked views with batch statistics of their own. */
  protected abstract Partition partition();

  /** Nodes of the online network whose results the loss reads. */
  protected abstract List<String> reads();

  /**
   * The loss.
   *
   * @param outputs results of {@link #reads}, [V*N, d], stacked as the online network's images
   * @param targets the target network's projections, stacked as its images; null without one
   */
  protected abstract Loss loss(Map<String, Matrix> outputs, Matrix targets, StepContext context);

  /** Whether the loss compares images of a batch, so that it is no mean over them. */
  protected abstract boolean comparesImages();

  /** What the online network sees of the views. */
  protected ImageBatch onlineImages(Views views) {
    return views.only();
  }

  /** What the target network sees of the views. */
  protected ImageBatch targetImages(Views views) {
    return views.only();
  }

  @Override
  public final Step computeGradients(Views views, StepContext context) {
    // Before the online pass opens, whose memory this one then uses.
    var targets = targets(views);
    try (var pass = online.network().forward(onlineImages(views), partition());
        var loss = loss(read(pass::output), targets, context)) {
      pass.backward(loss.gradients());
      return new Step(loss.value(), loss.terms(), loss.projections().copy());
    }
  }

  private Map<String, Matrix> read(Function<String, Matrix> node) {
    Map<String, Matrix> outputs = new LinkedHashMap<>();
    reads().forEach(name -> outputs.put(name, node.apply(name)));
    return outputs;
  }

  private Matrix targets(Views views) {
    return target == null
        ? null
        : target
            .network()
            .compute(targetImages(views), partition(), List.of(target.nodes().get(Tap.PROJECTOR)))
            .get(0);
  }

  @Override
  public final boolean takesParts() {
    return true;
  }

  @Override
  public final Step computeGradients(List<Views> parts, StepContext context) {
    if (parts.size() == 1) {
      return computeGradients(parts.get(0), context);
    }
    return comparesImages() ? together(parts, context) : oneByOne(parts, context);
  }

  /** The mean of the parts' losses is the batch's. */
  private Step oneByOne(List<Views> parts, StepContext context) {
    double share = 1.0 / parts.size();
    double value = 0;
    Map<String, Double> terms = new LinkedHashMap<>();
    List<Matrix> projections = new ArrayList<>();
    for (Views part : parts) {
      var targets = targets(part);
      try (var pass = online.network().forward(onlineImages(part), partition());
          var loss = loss(read(pass::output), targets, context)) {
        loss.gradients().values().forEach(gradient -> scale(gradient, share));
        pass.backward(loss.gradients());
        value += share * loss.value();
        loss.terms().forEach((name, term) -> terms.merge(name, share * term, Double::sum));
        projections.add(loss.projections().copy());
      }
    }
    var all = Matrix.stack(projections.toArray(Matrix[]::new));
    projections.forEach(Matrix::release);
    return new Step(value, terms, all);
  }

  private static void scale(Matrix gradient, double factor) {
    double[] row = new double[gradient.columns()];
    for (int i = 0; i < gradient.rows(); i++) {
      gradient.read(i, row);
      for (int j = 0; j < row.length; j++) {
        row[j] *= factor;
      }
      gradient.write(i, row);
    }
  }

  private Step together(List<Views> parts, StepContext context) {
    // The first round only looks: the running statistics are those of the second.
    var before = online.network().statistics();
    List<List<Matrix>> rounds = new ArrayList<>();
    List<Matrix> targets = new ArrayList<>();
    for (Views part : parts) {
      if (target != null) {
        targets.add(targets(part));
      }
      rounds.add(online.network().compute(onlineImages(part), partition(), reads()));
    }
    before.run();
    Map<String, Matrix> outputs = new LinkedHashMap<>();
    for (int i = 0; i < reads().size(); i++) {
      int output = i;
      var ofParts = rounds.stream().map(round -> round.get(output)).toList();
      outputs.put(reads().get(i), joined(ofParts, parts, this::onlineImages));
    }
    var allTargets = target == null ? null : joined(targets, parts, this::targetImages);
    try (var loss = loss(outputs, allTargets, context)) {
      for (int i = 0; i < parts.size(); i++) {
        Map<String, Matrix> share = new LinkedHashMap<>();
        for (var gradient : loss.gradients().entrySet()) {
          share.put(gradient.getKey(), part(gradient.getValue(), i, parts, this::onlineImages));
        }
        try (var pass = online.network().forward(onlineImages(parts.get(i)), partition())) {
          pass.backward(share);
        }
        share.values().forEach(Matrix::release);
      }
      return new Step(loss.value(), loss.terms(), loss.projections().copy());
    } finally {
      outputs.values().forEach(Matrix::release);
    }
  }

  /** Stacks what was computed of parts as if it had been computed of the batch: view by view. */
  private static Matrix joined(
      List<Matrix> ofParts, List<Views> parts, Function<Views, ImageBatch> seen) {
    int views = seen.apply(parts.get(0)).count() / parts.get(0).images();
    List<Matrix> pieces = new ArrayList<>();
    for (int view = 0; view < views; view++) {
      for (Matrix part : ofParts) {
        pieces.add(view(part, view, views));
      }
    }
    return Matrix.stack(pieces.toArray(Matrix[]::new));
  }

  /** What belongs to one part of what is stacked as if it were the batch's. */
  private static Matrix part(
      Matrix all, int index, List<Views> parts, Function<Views, ImageBatch> seen) {
    int images = parts.get(0).images();
    int views = seen.apply(parts.get(0)).count() / images;
    Matrix[] pieces = new Matrix[views];
    for (int view = 0; view < views; view++) {
      int from = (view * parts.size() + index) * images;
      pieces[view] = all.slice(from, from + images);
    }
    return views == 1 ? pieces[0].copy() : Matrix.stack(pieces);
  }

  @Override
  public final Set<Tap> taps() {
    Set<Tap> taps = new LinkedHashSet<>(online.network().plan().taps().keySet());
    if (target != null) {
      taps.add(Tap.TARGET);
    }
    return taps;
  }

  @Override
  public final Map<Tap, Matrix> embed(ImageBatch images, Set<Tap> taps) {
    Map<Tap, Matrix> embeddings = new LinkedHashMap<>();
    Map<Tap, Reading> watched = online.network().plan().taps();
    List<Tap> here = watched.keySet().stream().filter(taps::contains).toList();
    if (!here.isEmpty()) {
      var read = online.network().read(images, here.stream().map(watched::get).toList());
      for (int i = 0; i < here.size(); i++) {
        embeddings.put(here.get(i), read.get(i));
      }
    }
    if (taps.contains(Tap.TARGET)) {
      var projections = target.network().plan().taps().get(Tap.PROJECTOR);
      embeddings.put(Tap.TARGET, target.network().read(images, List.of(projections)).get(0));
    }
    return embeddings;
  }

  @Override
  public final Networks networks() {
    return new Networks(
        online.network(),
        Optional.ofNullable(target).map(Encoder::network),
        predictorFrozen,
        engine);
  }

  /** The rows of one view in stacked embeddings [V*N, d], in the same memory. */
  protected static Matrix view(Matrix stacked, int view, int views) {
    int rows = stacked.rows() / views;
    return stacked.slice(view * rows, (view + 1) * rows);
  }

  @Override
  public void close() {
    online.network().close();
    if (target != null) {
      target.network().close();
    }
  }
}
