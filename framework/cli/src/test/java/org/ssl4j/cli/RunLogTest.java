package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.run.RunException;

/** A log that is whole, and that a long run does not fill the disk with. */
class RunLogTest {
  private static final Logger LOG = LoggerFactory.getLogger(RunLogTest.class);
  private static final int LINES = 100;

  @TempDir Path dir;

  @Test
  void theFileHoldsWhatWasLoggedWhileItWasOpenAndNothingElse() throws IOException {
    Path file = dir.resolve("train.log");

    LOG.error("before");
    try (var log = RunLog.attach(file)) {
      LOG.error("first");
    }
    LOG.error("between");
    try (var log = RunLog.attach(file)) {
      LOG.error("second");
    }

    assertThat(Files.readString(file))
        .containsSubsequence("ERROR", "first", "ERROR", "second")
        .doesNotContain("before", "between");
    assertThat(RunLog.latest()).contains(file);
  }

  @Test
  void aFileThatCannotBeWrittenIsRefused() throws IOException {
    Path inTheWay = Files.writeString(dir.resolve("file"), "");

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> RunLog.attach(inTheWay.resolve("train.log")))
        .withMessageContaining("cannot write the log");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "50%d of 100%", "it's {a} $run"})
  void theLogIsRotatedAndThreeOldOnesStay(String name) throws IOException {
    Path run = Files.createDirectory(dir.resolve(name));
    try (var log = RunLog.attach(run.resolve("train.log"), "1KB")) {
      assertThat(log).isNotNull();
      for (int i = 0; i < LINES; i++) {
        LOG.warn("line {} of a run that talks a lot and for a long time", i);
      }
    }

    List<String> names;
    try (Stream<Path> files = Files.list(run)) {
      names = files.map(file -> file.getFileName().toString()).sorted().toList();
    }
    assertThat(names).containsExactly("train.log", "train.log.1", "train.log.2", "train.log.3");
    assertThat(Files.size(run.resolve("train.log"))).isLessThan(1300);
    // No line is lost between the files that stay.
    List<String> kept = new ArrayList<>();
    for (int i = names.size() - 1; i >= 0; i--) {
      kept.addAll(Files.readAllLines(run.resolve(names.get(i))));
    }
    for (int i = 0; i < kept.size(); i++) {
      assertThat(kept.get(i)).contains("line " + (LINES - kept.size() + i) + " of a run");
    }
  }
}
