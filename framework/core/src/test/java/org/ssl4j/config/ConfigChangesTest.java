package org.ssl4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.error.ConfigException;

/** What a run may go on with. */
class ConfigChangesTest {

  private static final String YAML =
      """
      name: changes
      data: {dataset: shapes, batchSize: 32, trainLimit: 500}
      schedule: {epochs: 10}
      method: {name: predict, projector: {layers: [64, 128]}}
      """;

  @TempDir Path directory;

  private LoadedConfig load(String... sets) {
    try {
      Path file = Files.writeString(directory.resolve("run.yaml"), YAML);
      return SampleMethods.loader().load(file, List.of(sets));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theSameConfigHasNoChanges() {
    assertThat(ConfigChanges.between(load(), load())).isEmpty();
  }

  @Test
  void whatDecidesNoNumberMayChange() {
    var changes =
        ConfigChanges.between(
            load(),
            load("data.workers=3", "checkpoint.keep=7", "monitor.onCollapse=stop", "name=other"));
    assertThat(changes)
        .map(ConfigChanges.Change::toString)
        .containsExactlyInAnyOrder(
            "data.workers: 0 -> 3",
            "checkpoint.keep: 3 -> 7",
            "monitor.onCollapse: warn -> stop",
            "name: changes -> other");
  }

  @Test
  void aTrainingMayBecomeLongerNotShorter() {
    assertThat(ConfigChanges.between(load(), load("schedule.epochs=20"))).hasSize(1);
    assertThatThrownBy(() -> ConfigChanges.between(load(), load("schedule.epochs=5")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--set schedule.epochs=5: schedule.epochs: ")
        .hasMessageContaining("more epochs than the 10 of its config");
  }

  @Test
  void everythingElseIsRefusedByNameAllAtOnce() {
    assertThatThrownBy(
            () ->
                ConfigChanges.between(
                    load(),
                    load("seed=3", "data.batchSize=64", "method.projector.layers=[32, 128]")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("seed: the run began with 0 and cannot be resumed with 3")
        .hasMessageContaining("data.batchSize: the run began with 32 and cannot be resumed with 64")
        .hasMessageContaining("began with [64, 128] and cannot be resumed with [32, 128]");
  }
}
