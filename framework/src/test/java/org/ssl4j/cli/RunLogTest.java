package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.train.RunException;

class RunLogTest {
  private static final Logger LOG = LoggerFactory.getLogger(RunLogTest.class);

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
}
