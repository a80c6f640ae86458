package org.ssl4j.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.ssl4j.data.ImageSet;
import org.ssl4j.error.DataException;
import org.ssl4j.eval.Classification;
import org.ssl4j.eval.LabelledEmbeddings;
import org.ssl4j.eval.LinearProbe;
import org.ssl4j.eval.Retrieval;
import org.ssl4j.eval.WeightedKnn;
import org.ssl4j.interchange.NpzWriter;
import org.ssl4j.network.Tap;
import org.ssl4j.run.EvaluationReport;
import org.ssl4j.run.EvaluationReport.Baseline;
import org.ssl4j.run.EvaluationReport.Protocol;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/**
 * Linear probe, k-NN and retrieval of one frozen encoder, each beside chance, the untrained network
 * and raw pixels. Images are embedded once, whatever is evaluated.
 */
public final class EncoderEvaluation {

  private static final int[] RETRIEVED = {1, 5, 10};
  private static final double NANOS = 1e9;

  private final FrozenEncoder encoder;
  private final LinearProbe probe;
  private final Protocol protocol;
  private final List<String> classNames;
  private final Features trained;
  private final Features untrained;
  private final Features pixels;

  /** The two sides of every evaluation. */
  private record Features(LabelledEmbeddings train, LabelledEmbeddings test) {}

  /**
   * Embeds the images.
   *
   * @param encoder still untrained; trained afterwards
   * @param scored whether anything is evaluated, for which every image needs a label; otherwise the
   *     features are only exported
   * @param baselines whether the untrained network and pixels are evaluated too
   * @param seed draws the held-out part of the linear probe
   * @throws DataException if an image has no label and needs one
   */
  public EncoderEvaluation(FrozenEncoder encoder, boolean scored, boolean baselines, long seed) {
    this.encoder = encoder;
    var config = encoder.config().config().evaluation();
    var data = encoder.data();
    int train = limited(config.bankLimit(), data.train());
    int test = limited(config.queryLimit(), data.test());
    classNames = data.train().classNames();
    if (scored) {
      requireLabels(data.train(), train);
      requireLabels(data.test(), test);
    }
    probe = new LinearProbe(config.probe().standardize(), LinearProbe.HELD_OUT_SHARE, seed);
    protocol =
        new Protocol(
            encoder.source(),
            encoder.weights(),
            Tap.BACKBONE.label(),
            "clean, in inference mode",
            data.train().name(),
            train,
            data.test().name(),
            test,
            classNames.size(),
            PixelEmbeddings.describe(data.train()));
    untrained = baselines ? embed(train, test) : null;
    pixels =
        baselines ? new Features(pixels(data.train(), train), pixels(data.test(), test)) : null;
    encoder.loadTrained();
    trained = embed(train, test);
  }

  private static int limited(Integer limit, ImageSet set) {
    return limit == null ? set.size() : limit;
  }

  private static void requireLabels(ImageSet set, int count) {
    for (int i = 0; i < count; i++) {
      if (set.label(i) == ImageSet.UNLABELLED) {
        throw new DataException(
            Text.of(
                "image %d of %s has no label, so its features cannot be scored; give every class a sub-folder, or only write the"
                    + " features with the option export FILE.npz.",
                i, set.name()));
      }
    }
  }

  private Features embed(int train, int test) {
    var data = encoder.data();
    return new Features(
        new LabelledEmbeddings(encoder.features(data.train(), train), data.train().labels(train)),
        new LabelledEmbeddings(encoder.features(data.test(), test), data.test().labels(test)));
  }

  private LabelledEmbeddings pixels(ImageSet set, int count) {
    var data = encoder.data();
    return new LabelledEmbeddings(
        new PixelEmbeddings(set, count, data.mean(), data.std()), set.labels(count));
  }

  /** Fits the probe with a sweep. */
  public EvaluationReport.Linear linear() {
    long start = System.nanoTime();
    return new EvaluationReport.Linear(
        sweep(trained),
        chance(),
        baseline(untrained),
        baseline(pixels),
        protocol,
        "multinomial logistic regression, L-BFGS, no augmentation",
        probe.standardize() ? "every dimension scaled to variance 1" : "centred, one common scale",
        probe.heldOutShare(),
        probe.seed(),
        secondsSince(start));
  }

  private LinearProbe.Result sweep(Features features) {
    return probe.sweep(features.train(), features.test(), classNames);
  }

  private Baseline baseline(Features features) {
    if (features == null) {
      return null;
    }
    var result = sweep(features);
    var test = result.test();
    return new Baseline(test.top1(), test.top5(), result.weightDecay(), test.balanced());
  }

  /** Classifies by the neighbours among the training images. */
  public EvaluationReport.Knn knn() {
    long start = System.nanoTime();
    var config = encoder.config().config().evaluation();
    var knn = new WeightedKnn(config.k(), config.temperature());
    return new EvaluationReport.Knn(
        classify(knn, trained),
        chance(),
        baseline(knn, untrained),
        baseline(knn, pixels),
        protocol,
        config.k(),
        config.temperature(),
        secondsSince(start));
  }

  private Classification classify(WeightedKnn knn, Features features) {
    return knn.evaluate(features.train(), features.test(), classNames);
  }

  private Baseline baseline(WeightedKnn knn, Features features) {
    if (features == null) {
      return null;
    }
    var scores = classify(knn, features);
    return new Baseline(scores.top1(), scores.top5(), null, scores.balanced());
  }

  /** Measures how pure the neighbourhoods are. */
  public EvaluationReport.Retrieval retrieval() {
    long start = System.nanoTime();
    return new EvaluationReport.Retrieval(
        precision(trained),
        Retrieval.chance(trained.train().labels(), trained.test().labels(), classNames.size()),
        precision(untrained),
        precision(pixels),
        protocol,
        secondsSince(start));
  }

  private SortedMap<Integer, Double> precision(Features features) {
    if (features == null) {
      return null;
    }
    int[] defined = Arrays.stream(RETRIEVED).filter(k -> k <= features.train().count()).toArray();
    return Retrieval.precision(features.train(), features.test(), classNames.size(), defined);
  }

  private Classification.Chance chance() {
    return Classification.Chance.of(
        trained.train().labels(), trained.test().labels(), classNames.size());
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / NANOS;
  }

  /**
   * Writes the trained features for NumPy and {@code ssl4j diagnose}: a float32 matrix named after
   * the layer, training images first, and {@code labels} as int64 if all images have one.
   *
   * @return what the rows are, in a sentence
   * @throws RunException if the file cannot be written
   */
  public String export(Path file) {
    var temporary = file.resolveSibling(file.getFileName() + ".tmp");
    var train = trained.train();
    var test = trained.test();
    int[] labels =
        IntStream.concat(Arrays.stream(train.labels()), Arrays.stream(test.labels())).toArray();
    boolean labelled = Arrays.stream(labels).noneMatch(label -> label == ImageSet.UNLABELLED);
    try {
      try (var npz = new NpzWriter(Files.newOutputStream(temporary))) {
        npz.matrix(protocol.layer(), List.of(train.embeddings(), test.embeddings()));
        if (labelled) {
          npz.integers("labels", labels);
        }
      }
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new RunException(Text.of("cannot write %s (%s)", file, e.getMessage()), e);
    }
    return Text.of(
        "%s: \"%s\" [%d, %d]%s; the first %d rows are of %s, the rest of %s",
        file,
        protocol.layer(),
        train.count() + test.count(),
        train.embeddings().columns(),
        labelled ? " and \"labels\"" : " without labels, which the images do not have",
        train.count(),
        protocol.trainSplit(),
        protocol.testSplit());
  }
}
