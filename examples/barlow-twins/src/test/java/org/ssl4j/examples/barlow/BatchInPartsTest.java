package org.ssl4j.examples.barlow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Views;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.Rates;

/**
 * A batch that comes in parts gives the loss and the update of the whole batch. Every part holds
 * the same images, paired in another order, so that batch norms see the same statistics in a part
 * as in the batch.
 */
class BatchInPartsTest {

  private static final int PARTS = 3;
  private static final int IMAGES = 4;
  private static final int SIDE = 8;
  private static final int PIXELS = 3 * SIDE * SIDE;

  private static final String CONFIG =
      """
      name: tiny
      data: { dataset: shapes, imageSize: 8, trainLimit: 40, testLimit: 20, batchSize: 12 }
      backbone: { name: resnet, blocks: [1], width: 4 }
      method: { name: barlow-twins, lambda: 0.1, projector: { layers: [6, 5] } }
      optimizer: { momentum: 0, weightDecay: 0 }
      schedule: { epochs: 1, warmupEpochs: 0 }
      monitor: { images: 16 }
      evaluation: { k: 5 }
      """;

  /** First view, the same in every part, and for each part its second view. */
  private final float[] first = new float[IMAGES * PIXELS];

  private final float[][] second = new float[PARTS][IMAGES * PIXELS];

  BatchInPartsTest() {
    var random = new Random(3);
    for (int i = 0; i < first.length; i++) {
      first[i] = (float) random.nextGaussian();
      second[0][i] = first[i] + 0.7f * (float) random.nextGaussian();
    }
    for (int part = 1; part < PARTS; part++) {
      int from = part * PIXELS;
      System.arraycopy(second[0], from, second[part], 0, first.length - from);
      System.arraycopy(second[0], 0, second[part], first.length - from, from);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "nd4j"})
  void threePartsGiveTheUpdateOfTheBatch(String engine) {
    var catalog = new MethodCatalog();
    ConfigLoader loader = catalog.configLoader();
    LoadedConfig config = loader.loadText(CONFIG, Map.of("engine", engine));
    var context = MethodContext.open(config.config(), Precision.DOUBLE);
    var step = new StepContext(0, 10);
    try (var opened = context.engine();
        var whole = catalog.get("barlow-twins").create(context);
        var divided = catalog.get("barlow-twins").create(context)) {
      var images = opened.images(2 * PARTS * IMAGES, 3, SIDE, SIDE);
      images.put(stacked());
      double[] before = parameters(whole);
      Step expected = whole.computeGradients(Views.of(images, 2), step);
      List<Views> parts = Arrays.stream(second).map(view -> part(whole, view)).toList();
      Step actual = divided.computeGradients(parts, step);

      assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-9));
      actual
          .terms()
          .forEach(
              (term, value) ->
                  assertThat(value).isCloseTo(expected.terms().get(term), within(1e-9)));
      assertThat(actual.projections().toDoubles())
          .containsExactly(expected.projections().toDoubles(), within(1e-9));
      double[] ofBatch = update(whole, before, config);
      assertThat(update(divided, before, config)).containsExactly(ofBatch, within(1e-9));
      assertThat(Arrays.stream(ofBatch).map(Math::abs).max().orElseThrow()).isGreaterThan(1e-2);
    }
  }

  /** All first views, then all second views. */
  private float[] stacked() {
    float[] all = new float[2 * PARTS * first.length];
    for (int part = 0; part < PARTS; part++) {
      System.arraycopy(first, 0, all, part * first.length, first.length);
      System.arraycopy(second[part], 0, all, (PARTS + part) * first.length, first.length);
    }
    return all;
  }

  private Views part(SSLMethod method, float[] view) {
    ImageBatch images = method.networks().engine().images(2 * IMAGES, 3, SIDE, SIDE);
    float[] both = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(view, 0, both, first.length, first.length);
    images.put(both);
    return Views.of(images, 2);
  }

  /**
   * By a step of rate 1 without momentum the parameters change by minus the gradient. Running
   * statistics, which see three batches instead of one, are left out.
   */
  private static double[] update(SSLMethod method, double[] before, LoadedConfig config) {
    var online = method.networks().online();
    online.optimise(config.config().optimizer(), segment -> false);
    online.update(Rates.uniform(1));
    double[] change = parameters(method);
    for (var segment : online.layout().segments()) {
      for (int i = (int) segment.offset(); i < segment.end(); i++) {
        change[i] = segment.kind() == ParameterKind.STATISTIC ? 0 : change[i] - before[i];
      }
    }
    return change;
  }

  private static double[] parameters(SSLMethod method) {
    return method.networks().online().state().parameters().toDoubles();
  }
}
