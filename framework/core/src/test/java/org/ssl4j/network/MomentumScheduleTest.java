package org.ssl4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.config.TargetConfig;
import org.ssl4j.golden.GoldenFile;

class MomentumScheduleTest {

  static Stream<JsonNode> cosineCases() {
    return GoldenFile.nodes("schedules")
        .filter(golden -> golden.at("/params/kind").asText().equals("ema_cosine"));
  }

  @ParameterizedTest
  @MethodSource("cosineCases")
  void followsTheGoldenCosine(JsonNode golden) {
    MomentumSchedule schedule =
        new MomentumSchedule(
            golden.at("/params/tau0").asDouble(),
            TargetConfig.Schedule.COSINE,
            golden.at("/params/total_steps").asLong());
    JsonNode steps = golden.at("/inputs/steps");
    for (int i = 0; i < steps.size(); i++) {
      assertThat(schedule.at(steps.get(i).asLong()))
          .isCloseTo(golden.at("/expected/tau").get(i).asDouble(), within(1e-15));
    }
  }

  @Test
  void endsAtExactlyOneAndStartsAtTau() {
    MomentumSchedule schedule = new MomentumSchedule(0.99, TargetConfig.Schedule.COSINE, 390);
    assertThat(schedule.at(0)).isCloseTo(0.99, within(1e-15));
    assertThat(schedule.at(390)).isEqualTo(1);
  }

  @Test
  void staysWhenConstant() {
    TargetConfig config =
        new TargetConfig(TargetConfig.Kind.EMA, 0.9, TargetConfig.Schedule.CONSTANT);
    MomentumSchedule schedule = MomentumSchedule.of(config, 10);
    assertThat(schedule.at(0)).isEqualTo(0.9);
    assertThat(schedule.at(10)).isEqualTo(0.9);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    var course = TargetConfig.Schedule.COSINE;
    assertThatThrownBy(() -> new MomentumSchedule(1.1, course, 10)).hasMessageContaining("tau");
    assertThatThrownBy(() -> new MomentumSchedule(0.9, course, 0)).hasMessageContaining("step");
    assertThatThrownBy(() -> new MomentumSchedule(0.9, course, 10).at(11))
        .hasMessageContaining("step 11");
  }
}
