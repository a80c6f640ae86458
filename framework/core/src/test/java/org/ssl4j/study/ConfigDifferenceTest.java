package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigDifferenceTest {

  private static final String CONFIG =
      """
      name: a
      data:
        dataset: shapes
        batchSize: 4
      views:
        view1:
          cropScale: [0.2, 1]
        view2:
          cropScale: [0.2, 1]
      """;

  @Test
  void theFirstSettingThatDiffersIsNamedByItsPath() {
    assertThat(ConfigDifference.first(CONFIG, CONFIG.replace("batchSize: 4", "batchSize: 8")))
        .hasValue("data.batchSize is 4 in its config and 8 in the study's");
    assertThat(
            ConfigDifference.first(
                CONFIG,
                CONFIG.replace("view2:\n    cropScale: [0.2", "view2:\n    cropScale: [0.3")))
        .hasValue("views.view2.cropScale is [0.2, 1] in its config and [0.3, 1] in the study's");
    assertThat(ConfigDifference.first("name: a\n", "name: a\nseed: 1\n"))
        .hasValue("seed is not set in its config and 1 in the study's");
    assertThat(ConfigDifference.first("name: a\n", "name: a\nschedule: {stopAfterMinutes: 10}\n"))
        .isEmpty();
    assertThat(ConfigDifference.first("name: a\nold: 1\n", "name: a\n"))
        .hasValue("its config has a setting that the study's config does not have");
  }
}
