package org.ssl4j.models.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.bench.ObjectiveWorkload;

class ObjectiveWorkloadsTest {

  static List<ObjectiveWorkload> all() {
    return ObjectiveWorkload.all();
  }

  @Test
  void everyMethodOfTheProjectHasOne() {
    assertThat(all())
        .extracting(ObjectiveWorkload::name)
        .containsExactlyInAnyOrder("simclr", "moco", "byol", "simsiam", "vicreg");
  }

  @ParameterizedTest
  @MethodSource("all")
  void itRunsAgainAndAgainAndItsArithmeticGrowsWithTheBatch(ObjectiveWorkload objective) {
    var size = new ObjectiveWorkload.Size(6, 4, 8);
    Runnable work = objective.prepare(size);
    for (int i = 0; i < 3; i++) {
      work.run();
    }
    assertThat(objective.operations(new ObjectiveWorkload.Size(12, 4, 8)))
        .isGreaterThan(objective.operations(size));
  }
}
