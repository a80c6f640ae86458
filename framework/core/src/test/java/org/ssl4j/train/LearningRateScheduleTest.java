package org.ssl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.config.ScheduleConfig;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.network.Rates;

class LearningRateScheduleTest {

  private static OptimizerConfig optimizer(
      boolean scaleByBatch, double predictorScale, boolean predictorConstant) {
    return new OptimizerConfig(
        OptimizerConfig.Kind.SGD,
        0.12,
        scaleByBatch,
        0.9,
        false,
        5e-4,
        false,
        0.001,
        0.9,
        0.999,
        1e-8,
        predictorScale,
        predictorConstant);
  }

  private static ScheduleConfig schedule(int epochs, double warmup, ScheduleConfig.Decay decay) {
    return new ScheduleConfig(epochs, warmup, decay, null, null, 1);
  }

  static Stream<JsonNode> cosineCases() {
    return GoldenFile.nodes("schedules")
        .filter(golden -> golden.at("/params/kind").asText().equals("cosine_warmup"));
  }

  @ParameterizedTest
  @MethodSource("cosineCases")
  void followsTheGoldenRates(JsonNode golden) {
    JsonNode params = golden.get("params");
    LearningRateSchedule schedule =
        new LearningRateSchedule(
            params.get("base").asDouble(),
            params.get("start").asDouble(),
            params.get("warmup_steps").asLong(),
            params.get("total_steps").asLong(),
            ScheduleConfig.Decay.COSINE);
    JsonNode steps = golden.at("/inputs/steps");
    for (int i = 0; i < steps.size(); i++) {
      assertThat(schedule.at(steps.get(i).asLong()))
          .isCloseTo(golden.at("/expected/lr").get(i).asDouble(), within(1e-15));
    }
  }

  @Test
  void countsStepsFromEpochsWithFractions() {
    LearningRateSchedule schedule =
        LearningRateSchedule.of(
            optimizer(false, 1, false), schedule(10, 0.5, ScheduleConfig.Decay.COSINE), 512, 39);
    assertThat(schedule)
        .isEqualTo(new LearningRateSchedule(0.12, 0, 20, 390, ScheduleConfig.Decay.COSINE));
  }

  @Test
  void scalesWithTheBatchWhenAsked() {
    LearningRateSchedule schedule =
        LearningRateSchedule.of(
            optimizer(true, 1, false), schedule(10, 1, ScheduleConfig.Decay.COSINE), 512, 39);
    assertThat(schedule.peak()).isEqualTo(0.24);
  }

  @Test
  void givenConstantDecay_whenWarmedUp_thenStaysAtPeak() {
    LearningRateSchedule schedule =
        LearningRateSchedule.of(
            optimizer(false, 1, false), schedule(2, 1, ScheduleConfig.Decay.CONSTANT), 256, 10);
    assertThat(schedule.at(0)).isCloseTo(0.012, within(1e-15));
    assertThat(schedule.at(9)).isEqualTo(0.12);
    assertThat(schedule.at(19)).isEqualTo(0.12);
    assertThat(schedule.at(20)).isEqualTo(0.12);
  }

  @Test
  void givenOnlyWarmUp_whenAtTheEnd_thenRatesAreFinite() {
    LearningRateSchedule schedule =
        LearningRateSchedule.of(
            optimizer(false, 1, false), schedule(1, 1, ScheduleConfig.Decay.COSINE), 256, 10);
    assertThat(schedule.at(9)).isEqualTo(0.12);
    assertThat(schedule.at(10)).isZero();
  }

  @Test
  void predictorFollowsScaledOrStaysAtPeak() {
    ScheduleConfig course = schedule(2, 1, ScheduleConfig.Decay.COSINE);
    OptimizerConfig follows = optimizer(false, 10, false);
    OptimizerConfig constant = optimizer(false, 10, true);
    LearningRateSchedule schedule = LearningRateSchedule.of(follows, course, 256, 10);

    Rates followed = schedule.rates(follows, 4);
    assertThat(followed.base()).isCloseTo(0.06, within(1e-15));
    assertThat(followed.predictor()).isCloseTo(0.6, within(1e-15));
    assertThat(schedule.rates(constant, 4)).isEqualTo(new Rates(followed.base(), 1.2));
    assertThat(schedule.rates(constant, 19).predictor()).isEqualTo(1.2);
  }

  @Test
  void refusesAWarmUpLongerThanTraining() {
    assertThatThrownBy(
            () ->
                LearningRateSchedule.of(
                    optimizer(false, 1, false),
                    schedule(1, 2, ScheduleConfig.Decay.COSINE),
                    256,
                    10))
        .isInstanceOfSatisfying(
            InvalidSettingException.class,
            e -> assertThat(e.path()).isEqualTo("schedule.warmupEpochs"))
        .hasMessageContaining("2.0 epochs is longer than the training of 1 epoch;");
    assertThatThrownBy(
            () -> new LearningRateSchedule(1, 0, 0, 10, ScheduleConfig.Decay.COSINE).at(11))
        .hasMessageContaining("step 11");
  }
}
