package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.dl4j.Graphs;
import org.ssl4j.dl4j.HostMemory;
import org.ssl4j.dl4j.SslGraph;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.LossTerm;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;
import org.ssl4j.models.objective.UnitRows;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Tap;

/** What happens around the gradient: target networks, MoCo's queue, what a step reports. */
class TargetsTest {

  private static final int TOTAL_STEPS = 10;
  private static final StepContext FIRST = new StepContext(0, TOTAL_STEPS);

  @TempDir Path directory;

  private final INDArray views = TinyExperiments.views(5);

  @ParameterizedTest
  @ValueSource(strings = {"moco", "byol"})
  void givenTauOne_whenOnlineMoves_thenTargetStays(String name) {
    try (var method = create(name, "method.target.tau=1")) {
      var before = learned(target(method));
      step(method, FIRST);
      assertThat(learned(target(method))).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"moco", "byol"})
  void givenTauZero_whenOnlineMoves_thenTargetIsACopy(String name) {
    try (var method = create(name, "method.target.tau=0", "method.target.schedule=constant")) {
      var before = learned(target(method));
      step(method, FIRST);
      var after = learned(target(method));
      assertThat(after).isNotEqualTo(before);
      var online = learned(Graphs.online(method));
      online.keySet().retainAll(after.keySet());
      assertThat(after).isEqualTo(online);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"moco", "byol"})
  void anAveragedTargetStartsAsACopyOfTheOnlineNetwork(String name) {
    try (var method = create(name)) {
      var online = learned(Graphs.online(method));
      var target = learned(target(method));
      online.keySet().retainAll(target.keySet());
      assertThat(target).isEqualTo(online);
      assertThat(target).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"moco", "byol"})
  void aRandomTargetDiffersFromTheStartAndNeverLearns(String name) {
    try (var method = create(name, "method.target.kind=random")) {
      var before = learned(target(method));
      var online = learned(Graphs.online(method));
      online.keySet().retainAll(before.keySet());
      assertThat(before).isNotEqualTo(online);
      for (int i = 0; i < 3; i++) {
        step(method, new StepContext(i, TOTAL_STEPS));
      }
      assertThat(learned(target(method))).isEqualTo(before);
    }
  }

  @Test
  void givenByolsCosineSchedule_thenTauReachesOneAtTheEnd() {
    try (var method = create("byol", "method.target.tau=0.5", "method.target.schedule=cosine")) {
      step(method, FIRST);
      var online = learned(Graphs.online(method));
      var before = learned(target(method));
      // tau at half of training: 1 - 0.5 / 2.
      moveOnline(method);
      var moved = learned(Graphs.online(method));
      method.afterUpdate(new StepContext(TOTAL_STEPS / 2, TOTAL_STEPS));
      var after = learned(target(method));
      assertThat(moved).isNotEqualTo(online);
      before.forEach(
          (name, old) -> {
            double[] expected = new double[old.size()];
            for (int i = 0; i < expected.length; i++) {
              expected[i] = 0.75 * old.get(i) + 0.25 * moved.get(name).get(i);
            }
            assertThat(after.get(name).stream().mapToDouble(v -> v).toArray())
                .containsExactly(expected, within(1e-12));
          });

      moveOnline(method);
      method.afterUpdate(new StepContext(TOTAL_STEPS, TOTAL_STEPS));
      assertThat(learned(target(method))).isEqualTo(after);
    }
  }

  @Test
  void givenATarget_thenItHasNoPredictorAndItsOwnStatistics() {
    try (var method = create("byol")) {
      assertThat(target(method).layout().segments()).noneMatch(ParameterSegment::predictor);
      assertThat(method.networks().online().layout().segments())
          .anyMatch(ParameterSegment::predictor);
      step(method, FIRST);
      step(method, new StepContext(1, TOTAL_STEPS));
      // The online weights have moved further than the target's, and so have the statistics.
      var online = segments(Graphs.online(method), s -> s.kind() == ParameterKind.STATISTIC);
      var target = segments(target(method), s -> s.kind() == ParameterKind.STATISTIC);
      online.keySet().retainAll(target.keySet());
      assertThat(target).isNotEqualTo(online);
    }
  }

  @ParameterizedTest
  @CsvSource({"true,8", "false,4"})
  void mocoEnqueuesItsUnitKeysViewOneFirstAndWraps(boolean symmetric, int perStep) {
    int capacity = 10;
    try (var method = create("moco", "method.symmetric=" + symmetric)) {
      var initial = queue(method);
      assertThat(initial.rows()).isEqualTo(capacity);
      assertThat(pointer(method)).isZero();

      var expected = initial.copy();
      int slot = 0;
      for (int i = 0; i < 3; i++) {
        var keys = keys(method, symmetric);
        step(method, new StepContext(i, TOTAL_STEPS));
        for (int row = 0; row < perStep; row++) {
          expected.slice(slot, slot + 1).assign(keys.slice(row, row + 1));
          slot = (slot + 1) % capacity;
        }
        assertThat(pointer(method)).isEqualTo(slot);
        assertThat(queue(method).toDoubles()).containsExactly(expected.toDoubles(), within(1e-12));
      }
      for (int row = 0; row < capacity; row++) {
        assertThat(queue(method).slice(row, row + 1).squaredNorm()).isCloseTo(1, within(2e-12));
      }
    }
  }

  @Test
  void mocosLossDoesNotSeeTheKeysOfItsOwnStep() {
    try (var method = create("moco")) {
      double first = Graphs.gradients(method, views, FIRST).loss();
      assertThat(Graphs.gradients(method, views, FIRST).loss()).isEqualTo(first);
      method.afterUpdate(FIRST);
      assertThat(Graphs.gradients(method, views, FIRST).loss()).isNotEqualTo(first);
    }
  }

  @Test
  void mocosStateBringsTheQueueBack() {
    try (var method = create("moco");
        var other = create("moco", "seed=99")) {
      step(method, FIRST);
      other.restore(method.state());
      assertThat(queue(other).toDoubles()).isEqualTo(queue(method).toDoubles());
      assertThat(pointer(other)).isEqualTo(pointer(method));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simclr | method.negatives=true",
        "simclr | method.negatives=false",
        "moco | method.negatives=true",
        "moco | method.negatives=false",
        "byol | method.target.kind=ema",
        "simsiam | method.stopGradient=true",
        "vicreg | method.variance=25",
      })
  void aStepReportsExactlyTheTermsOfTheSpec(String name, String set) {
    try (var method = create(name, set)) {
      var step = Graphs.gradients(method, views, FIRST);
      assertThat(step.terms().keySet())
          .containsExactlyElementsOf(method.spec().terms().stream().map(LossTerm::name).toList());
      assertThat(step.projections().rows()).isEqualTo(TinyExperiments.BATCH);
      assertThat(step.projections().columns()).isEqualTo(5);
      method
          .spec()
          .terms()
          .forEach(
              term -> {
                if (!Double.isNaN(term.floor())) {
                  assertThat(step.terms().get(term.name())).isGreaterThanOrEqualTo(term.floor());
                }
              });
      assertThat(step.loss()).isGreaterThanOrEqualTo(method.spec().loss().floor());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "simclr, backbone:4 projector1:6 projector:5",
    "moco, backbone:4 projector1:6 projector:5 target:5",
    "byol, backbone:4 projector1:6 projector:5 predictor1:6 predictor:5 target:5",
    "simsiam, backbone:4 projector1:6 projector:5 predictor1:4 predictor:5",
    "vicreg, backbone:4 projector1:6 projector2:6 projector:5"
  })
  void embedsEveryTapWithoutTouchingTheNetworks(String name, String taps) {
    try (var method = create(name)) {
      Map<Tap, Integer> expected = new LinkedHashMap<>();
      for (String tap : taps.split(" ")) {
        var parts = tap.split(":");
        expected.put(new Tap(parts[0]), Integer.valueOf(parts[1]));
      }
      assertThat(method.taps()).containsExactlyElementsOf(expected.keySet());
      var before = Graphs.online(method).flatParameters().dup();
      var images = views.get(NDArrayIndex.interval(0, 3));
      var embedded = method.embed(HostMemory.images(images), method.taps());
      assertThat(embedded.keySet()).containsExactlyElementsOf(expected.keySet());
      embedded.forEach(
          (tap, rows) -> {
            assertThat(rows.rows()).isEqualTo(3);
            assertThat(rows.columns()).isEqualTo(expected.get(tap));
          });
      assertThat(Graphs.online(method).flatParameters()).isEqualTo(before);
      // One image alone embeds as it does among others.
      var alone =
          method.embed(HostMemory.images(views.get(NDArrayIndex.interval(0, 1))), method.taps());
      alone.forEach(
          (tap, row) ->
              assertThat(row.toDoubles())
                  .containsExactly(embedded.get(tap).slice(0, 1).toDoubles(), within(1e-12)));
    }
  }

  private SSLMethod create(String name, String... sets) {
    return TinyExperiments.create(directory, name, List.of(sets));
  }

  private void step(SSLMethod method, StepContext context) {
    Graphs.gradients(method, views, context);
    moveOnline(method);
    method.afterUpdate(context);
  }

  /** A plain gradient step, large enough that nothing stays by rounding. */
  private static void moveOnline(SSLMethod method) {
    var online = Graphs.online(method);
    online.flatParameters().subi(online.flatGradient().mul(0.1));
  }

  private static SslGraph target(SSLMethod method) {
    return Graphs.of(method.networks().target().orElseThrow());
  }

  /** The keys of the next step, by the key encoder as it is now. */
  private Matrix keys(SSLMethod method, boolean symmetric) {
    var images =
        symmetric
            ? views
            : views.get(NDArrayIndex.interval(TinyExperiments.BATCH, 2 * TinyExperiments.BATCH));
    var partition = Partition.groups(symmetric ? 2 : 1);
    var raw = target(method).compute(images, partition, List.of(Encoders.PROJECTION)).get(0);
    return UnitRows.normalize(HostMemory.view(raw));
  }

  private static Matrix queue(SSLMethod method) {
    return method.state().arrays().get("queue").copy();
  }

  private static long pointer(SSLMethod method) {
    return method.state().counters().get("pointer");
  }

  private static Map<String, List<Double>> learned(SslGraph graph) {
    return segments(graph, segment -> segment.kind() != ParameterKind.STATISTIC);
  }

  private static Map<String, List<Double>> segments(
      SslGraph graph, Predicate<ParameterSegment> chosen) {
    return graph.layout().segments().stream()
        .filter(chosen)
        .collect(
            Collectors.toMap(
                ParameterSegment::fullName,
                segment -> {
                  List<Double> values = new ArrayList<>();
                  for (long i = segment.offset(); i < segment.end(); i++) {
                    values.add(graph.flatParameters().getDouble(i));
                  }
                  return values;
                },
                (a, b) -> a,
                java.util.TreeMap::new));
  }
}
