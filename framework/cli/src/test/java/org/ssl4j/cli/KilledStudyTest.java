package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.models.study.TinyStudies;
import org.ssl4j.run.RunLock;

/**
 * The real command in processes of its own: killed without warning, it goes on where it stopped.
 */
class KilledStudyTest {

  private static final String BLOCK =
      """
      ablation:
        axes:
          - {path: method.stopGradient, values: [true, false]}
        predictions:
          - statement: The loss is lower without stop-gradient.
            source: arXiv:2011.10566
            expect:
              - {cells: stopGradient=false, rule: loss below stopGradient=true}
      """;

  /** So many epochs that the second cell is still training when it is killed. */
  private static final String EPOCHS = "schedule.epochs=10";

  private static final int KILLED = 128 + 9;

  @TempDir Path directory;

  private Process start(Path out, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "ablate",
                TinyStudies.write(directory, BLOCK).toString(),
                "--set",
                EPOCHS,
                "--set",
                "evaluation.probe.everyEpochs=0",
                "--out",
                out.toString()));
    command.addAll(List.of(more));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_NUM_THREADS", "2");
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    return builder.start();
  }

  private static List<String> lines(Process process) throws IOException {
    try (var reader = reader(process)) {
      return reader.lines().toList();
    }
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void aKilledStudyContinuesAndItsReportEqualsThatOfAnUndisturbedOne() throws Exception {
    var undisturbed = directory.resolve("undisturbed");
    var whole = start(undisturbed, "--parallel", "2");
    var said = lines(whole);
    assertThat(whole.waitFor()).as(() -> String.join(File.separator, said)).isZero();
    assertThat(said).anyMatch(line -> line.contains("2 at a time with 1 thread each"));

    var out = directory.resolve("killed");
    var killed = start(out, "--parallel", "2");
    boolean begun = false;
    try (var reader = reader(killed)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        // An epoch of the second cell: the study is in the middle.
        begun |= line.contains("stopGradient=false") && line.contains("epoch 3/");
        if (begun) {
          killed.destroyForcibly();
          break;
        }
      }
    }
    assertThat(begun).isTrue();
    assertThat(killed.waitFor()).isEqualTo(KILLED);
    var second = out.resolve("cells/stopGradient-false/seed-0");
    // The run notices that nobody is left to read its input's end, and saves a checkpoint.
    RunLock.awaitFree(second);
    assertThat(second.resolve("encoder.zip")).doesNotExist();
    assertThat(checkpoints(second)).isNotEmpty();

    var rest = start(out, "--parallel", "2");
    var continued = lines(rest);

    assertThat(rest.waitFor()).as(() -> String.join("\n", continued)).isZero();
    assertThat(continued).anyMatch(line -> line.contains("stopGradient=false, continued"));
    assertThat(TinyStudies.timeless(out)).isEqualTo(TinyStudies.timeless(undisturbed));
  }

  private static List<Path> checkpoints(Path run) throws IOException {
    try (var files = Files.list(run.resolve("checkpoints"))) {
      return files.toList();
    }
  }
}
