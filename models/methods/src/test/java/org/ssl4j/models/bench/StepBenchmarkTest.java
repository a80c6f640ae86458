package org.ssl4j.models.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.bench.ProfileTable;
import org.ssl4j.bench.Soak;
import org.ssl4j.bench.StepBenchmark;
import org.ssl4j.bench.StepNet;
import org.ssl4j.error.ConfigException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.network.StepProfile;
import org.ssl4j.network.StepProfile.Part;

class StepBenchmarkTest {

  private static final MethodCatalog CATALOG = new MethodCatalog();

  private static StepBenchmark benchmark(StepNet net) {
    return new StepBenchmark(net.load(CATALOG).config(), CATALOG);
  }

  /** Counted by hand: stem, four blocks of one, head 32-32-128; 2 x batch images. */
  @Test
  void arithmeticIsThatOfTheLayers() {
    long stem = 32L * 32 * 4 * 3 * 9;
    long blocks = 0;
    int channels = 4;
    for (int stage = 0; stage < 4; stage++) {
      int outputs = 4 << stage;
      long area = (32L >> stage) * (32L >> stage);
      blocks += area * outputs * channels * 9 + area * outputs * outputs * 9;
      blocks += stage == 0 ? 0 : area * outputs * channels;
      channels = outputs;
    }
    long head = 32L * 32 + 32L * 128;
    double expected = 2.0 * (2 * stem + 3 * blocks + 3 * head) * 2 * 2;
    try (var benchmark = benchmark(new StepNet("simclr", 4, 1, 2, "auto"))) {
      assertThat(benchmark.operations()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simclr", "moco", "byol", "simsiam", "vicreg"})
  void theProfileOfAStepAddsUp(String method) {
    try (var benchmark = benchmark(new StepNet(method, 16, 1, 4, "auto"))) {
      var profile = benchmark.profile(2);
      var nanos = profile.nanos();
      assertThat(profile.calls()).containsEntry(Part.STEP, 2L).containsEntry(Part.OPTIMIZER, 2L);
      assertThat(nanos.get(Part.GRAPH)).isPositive().isLessThan(nanos.get(Part.STEP));
      long kernels =
          nanos.entrySet().stream()
              .filter(entry -> entry.getKey().kernel())
              .mapToLong(java.util.Map.Entry::getValue)
              .sum();
      assertThat(kernels).isLessThan(nanos.get(Part.GRAPH));
      var table = ProfileTable.of(profile, 2).lines().toList();
      assertThat(table.get(0)).contains("ms/step");
      assertThat(table.get(table.size() - 1)).startsWith("step").contains("100.0 %");
    }
  }

  @Test
  void nothingIsRecordedOutsideOfARecording() {
    assertThat(StepProfile.start()).isZero();
    StepProfile.stop(Part.STEP, 0);
    assertThat(StepProfile.record(() -> {}).nanos()).isEmpty();
  }

  @Test
  void recordingsDoNotNest() {
    assertThatThrownBy(() -> StepProfile.record(() -> StepProfile.record(() -> {})))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already");
  }

  @Test
  void anImpossibleNetIsRefused() {
    assertThatThrownBy(() -> new StepNet("simsaim", 16, 1, 4, "auto").load(CATALOG))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("simsiam");
    assertThatThrownBy(() -> new StepNet("simclr", 16, 1, 1, "auto").load(CATALOG))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("batchSize");
  }

  @Test
  void aSoakReadsMemoryAtEveryIntervalAndAtTheEnd() {
    var runs = new AtomicInteger();
    var readings = Soak.run(runs::incrementAndGet, 7, 3);
    assertThat(runs).hasValue(7);
    assertThat(readings).extracting(Soak.Reading::round).containsExactly(3, 6, 7);
    assertThat(readings).allSatisfy(reading -> assertThat(reading.heap()).isPositive());
    assertThat(Soak.table(readings).lines()).hasSize(5);
  }
}
