package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A queue that is longer than the training set is warned of. */
class MoCoQueueTest {

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({"4096, true, 1024, true", "1024, true, 1024, false", "4096, false, 1024, false"})
  void aQueueLongerThanTheTrainingSetIsWarnedOf(
      int queue, boolean negatives, int images, boolean warned) {
    var config =
        TinyExperiments.load(
                root,
                TinyExperiments.section("moco"),
                List.of("method.queueSize=" + queue, "method.negatives=" + negatives))
            .config();
    var warnings = new MoCoProvider().warnings(config, images);
    assertThat(warnings).hasSize(warned ? 1 : 0);
    if (warned) {
      assertThat(warnings.get(0))
          .contains("method.queueSize")
          .contains("4096 keys")
          .contains("1024 training images")
          .contains("Set it to 512");
    }
  }
}
