package org.ssl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.config.CheckpointConfig.Best;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.text.Text;

/** Which checkpoint is the best. */
class RetentionTest {

  @TempDir private Path directory;

  @Test
  void theUntrainedNetworkIsNeverTheBest() throws Exception {
    var run = new RunDirectory(directory);
    Files.writeString(
        run.metrics(),
        """
        {"epoch": 0, "step": 0, "loss": null, "knn": {"top1": 0.95}}
        {"epoch": 1, "step": 8, "loss": 3.0, "knn": {"top1": 0.85}}
        {"epoch": 2, "step": 16, "loss": 2.0, "knn": {"top1": 0.9}}
        """);
    var retention = new Retention(Best.KNN, Optional::empty);
    retention.readEarlier(run);

    assertThat(retention.best(checkpoints(0, 8, 16))).contains(checkpoints(16).get(0));
    assertThat(retention.best(checkpoints(0))).isEmpty();
  }

  private List<Path> checkpoints(int... steps) {
    return java.util.Arrays.stream(steps)
        .mapToObj(step -> directory.resolve(Text.of("step-%08d", step)))
        .toList();
  }
}
