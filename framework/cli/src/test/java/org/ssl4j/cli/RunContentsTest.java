package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunContentsTest {

  private static final Set<String> LEFT_OUT = Set.of("seconds", "train.log");

  @TempDir Path directory;

  private Path before;
  private Path after;

  @BeforeEach
  void twoRuns() throws IOException {
    before = run("before");
    after = run("after");
  }

  private Path run(String name) throws IOException {
    Path run = directory.resolve(name);
    write(run, "steps.jsonl", "{\"step\":1,\"loss\":2.5}\n{\"step\":2,\"loss\":2.25}\n");
    write(run, "metrics.csv", "epoch,knn.top1,seconds\n0,0.5," + name.length() + ".5\n");
    write(run, "diagnosis.json", "{\"verdict\":\"HEALTHY\",\"layers\":[{\"rank\":3.5}]}");
    write(run, "train.log", name);
    array(run.resolve("checkpoints/step-00000001/online.array"), name.length(), 2);
    array(run.resolve("checkpoints/step-00000002/online.array"), 0.5f, -1.5f, 2);
    Path encoder = run.resolve("encoder.zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(encoder))) {
      zip.putNextEntry(new ZipEntry("config.yaml"));
      zip.write("seed: 3\nviews: {size: 32}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return run;
  }

  private static void write(Path run, String name, String text) throws IOException {
    Files.createDirectories(run.resolve(name).getParent());
    Files.writeString(run.resolve(name), text);
  }

  private static void array(Path file, float... values) throws IOException {
    Files.createDirectories(file.getParent());
    var bytes = ByteBuffer.allocate(10 + 4 * values.length);
    bytes.put((byte) 0).put((byte) 1).putLong(values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    Files.write(file, bytes.array());
  }

  private RunContents.Comparison compare() throws IOException {
    return RunContents.compare(
        RunContents.read(before, LEFT_OUT), RunContents.read(after, LEFT_OUT));
  }

  @Test
  void everyValueIsComparedButTimesLogsAndOlderCheckpoints() throws IOException {
    var comparison = compare();
    assertThat(comparison.keepsEverything()).isTrue();
    assertThat(comparison.added()).isEmpty();
    // Steps 4, metrics 2, diagnosis 2, the checkpoint's array 3, the encoder's config 2.
    assertThat(comparison.compared()).isEqualTo(13);
    assertThat(comparison).hasToString("13 | 0 | - | - | -");
  }

  @Test
  void theFirstDifferenceIsThatOfTheFirstStep() throws IOException {
    write(after, "steps.jsonl", "{\"step\":1,\"loss\":2.5}\n{\"step\":2,\"loss\":2.26}\n");
    write(after, "metrics.csv", "epoch,knn.top1,seconds\n0,0.6,9\n");
    array(after.resolve("checkpoints/step-00000002/online.array"), 0.5f, -1.25f, 2);
    var comparison = compare();
    assertThat(comparison.keepsEverything()).isFalse();
    assertThat(comparison.different()).isEqualTo(3);
    assertThat(comparison.first()).isEqualTo("steps.jsonl:2 loss: 2.25 became 2.26");
  }

  @Test
  void oneBitOfAnArrayIsADifference() throws IOException {
    array(after.resolve("checkpoints/step-00000002/online.array"), 0.5f, -1.5f, Math.nextUp(2f));
    assertThat(compare().first()).isEqualTo("checkpoint/online.array[2]: 2.0 became 2.0000002");
  }

  @Test
  void aShorterArrayIsADifference() throws IOException {
    array(after.resolve("checkpoints/step-00000002/online.array"), 0.5f, -1.5f);
    assertThat(compare().keepsEverything()).isFalse();
  }

  @Test
  void zeroesOfEitherSignDiffer() throws IOException {
    array(before.resolve("checkpoints/step-00000002/online.array"), 0f);
    array(after.resolve("checkpoints/step-00000002/online.array"), -0f);
    assertThat(compare().different()).isEqualTo(1);
  }

  @Test
  void newFieldsAndFilesAreNewButNotDifferent() throws IOException {
    write(
        after,
        "steps.jsonl",
        "{\"step\":1,\"loss\":2.5,\"norm\":1}\n{\"step\":2,\"loss\":2.25,\"norm\":2}\n");
    write(after, "plan.json", "{\"a\":1}");
    var comparison = compare();
    assertThat(comparison.keepsEverything()).isTrue();
    assertThat(comparison.added()).containsExactly("steps.jsonl:1 norm", "plan.json");
  }

  @Test
  void aRenamedFileIsNamed() throws IOException {
    Files.move(after.resolve("diagnosis.json"), after.resolve("verdict.json"));
    var comparison = compare();
    assertThat(comparison.keepsEverything()).isFalse();
    assertThat(comparison.missing()).containsExactly("diagnosis.json");
    assertThat(comparison.added()).containsExactly("verdict.json");
  }

  @Test
  void aMissingFieldIsNamedOnce() throws IOException {
    write(after, "steps.jsonl", "{\"step\":1}\n{\"step\":2}\n");
    var comparison = compare();
    assertThat(comparison.keepsEverything()).isFalse();
    assertThat(comparison.missing()).containsExactly("steps.jsonl:1 loss");
    assertThat(comparison.different()).isZero();
  }

  @Test
  void aMissingLineIsMissing() throws IOException {
    write(after, "steps.jsonl", "{\"step\":1,\"loss\":2.5}\n");
    assertThat(compare().keepsEverything()).isFalse();
  }
}
