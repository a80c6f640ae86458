package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

class RunArgumentTest {

  @TempDir Path directory;

  private Path run(String path, String started) throws IOException {
    Path run = Files.createDirectories(directory.resolve(path));
    Files.writeString(run.resolve("config.yaml"), "name: x\n");
    Files.writeString(run.resolve("provenance.json"), Text.of("{\"started\":\"%s\"}", started));
    return run;
  }

  @Test
  void ofSeveralRunsTheOneThatBeganLastIsMeantWhateverTheyAreCalled() throws IOException {
    run("runs/byol/20300101-000000-000", "2026-01-01T00:00:00Z");
    Path newest = run("runs/byol/20200101-000000-000", "2026-02-01T00:00:00Z");
    run("runs/byol/mine", "2026-01-15T00:00:00Z");
    Files.createDirectories(directory.resolve("runs/byol/empty"));

    assertThat(RunArgument.find(directory.resolve("runs/byol"))).isEqualTo(newest);
  }

  @Test
  void aRunOrAStudyIsItself() throws IOException {
    Path run = run("runs/a", "2026-01-01T00:00:00Z");
    Path study = Files.createDirectories(directory.resolve("studies/s"));
    Files.writeString(study.resolve("study.json"), "{}");

    assertThat(RunArgument.find(run)).isEqualTo(run);
    assertThat(RunArgument.find(study)).isEqualTo(study);
    assertThat(RunArgument.isStudy(study)).isTrue();
    assertThat(RunArgument.isStudy(run)).isFalse();
  }

  @Test
  void whatIsNoRunIsNamedWithThePlacesThatWereLookedAt() {
    assertThatThrownBy(() -> RunArgument.find(Path.of("no-such-run")))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "There is no run or study no-such-run, nor runs/no-such-run or studies/no-such-run. Name its directory.");
    assertThatThrownBy(() -> RunArgument.find(directory))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("holds neither a run");
  }
}
