package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.text.Text;

/** A run that is made longer says what that does to its learning rate; tau is beside it. */
class RateJumpTest {

  private static final String CONFIG =
      """
      name: tiny
      engine: nd4j
      data: {dataset: shapes, trainLimit: 64, testLimit: 16, imageSize: 12, batchSize: 16}
      backbone: {name: convnet4, width: 4}
      method: {name: byol, projector: {layers: [8, 8]}, predictor: {layers: [8, 8]}}
      optimizer: {learningRate: 0.1}
      schedule: {epochs: 2, warmupEpochs: 0}
      monitor: {images: 16}
      evaluation: {everyEpochs: 0, probe: {everyEpochs: 0}}
      """;

  @TempDir private Path directory;

  @Test
  void theJumpIsNamedWithBothRatesAndTauIsLogged() throws IOException {
    Path config = Files.writeString(directory.resolve("tiny.yaml"), CONFIG);
    String run = directory.resolve("run").toString();
    assertThat(errors("train", config.toString(), "--out", run)).doesNotContain("jumps");
    var steps = Files.readAllLines(Path.of(run, "steps.jsonl"));
    var mapper = new ObjectMapper();
    assertThat(mapper.readTree(steps.get(0)).path("tau").asDouble()).isEqualTo(0.99);
    double before = mapper.readTree(steps.get(7)).path("learningRate").asDouble();

    String said = errors("train", "--resume", run, "--set", "schedule.epochs=3");

    double after =
        mapper
            .readTree(Files.readAllLines(Path.of(run, "steps.jsonl")).get(8))
            .path("learningRate")
            .asDouble();
    assertThat(after).isGreaterThan(2 * before);
    assertThat(said)
        .contains(
            Text.of(
                "the learning rate jumps from %.3g in step 8 to %.3g in step 9", before, after));
    var epochs = Files.readAllLines(Path.of(run, "metrics.jsonl"));
    assertThat(epochs.get(0)).doesNotContain("tau");
    assertThat(epochs.get(1)).contains("\"tau\":");
  }

  private static String errors(String... arguments) {
    var err = new ByteArrayOutputStream();
    var oldErr = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.commandLine().execute(arguments)).isZero();
      return err.toString(StandardCharsets.UTF_8);
    } finally {
      System.setErr(oldErr);
    }
  }
}
