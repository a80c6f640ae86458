package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that is somebody else's is written over or mixed with a run. */
class OutputPlacesTest {

  private static final String CONFIG =
      """
      name: tiny
      engine: nd4j
      data: {dataset: shapes, trainLimit: 32, testLimit: 16, imageSize: 12, batchSize: 16}
      backbone: {name: convnet4, width: 4}
      method: {name: simclr, projector: {layers: [8, 8]}}
      schedule: {epochs: 1, warmupEpochs: 0, maxSteps: 1}
      monitor: {images: 16}
      evaluation: {k: 5}
      """;

  @TempDir private Path directory;

  @Test
  void aRunIsNotWrittenAmongSomethingElse() throws IOException {
    Path photos = Files.createDirectories(directory.resolve("photos"));
    Files.writeString(photos.resolve("cat.jpg"), "an image");

    var ran = Ran.of("train", config(), "--out", photos.toString());

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("is not empty (it holds cat.jpg)");
    assertThat(photos).isDirectoryContaining("glob:**cat.jpg");
    assertThat(photos.toFile().list()).hasSize(1);
  }

  @Test
  void aRunIsNotWrittenAmongOtherRuns() throws IOException {
    assertThat(Ran.of("train", config(), "--out", directory.resolve("runs/one").toString()).code())
        .isZero();

    var ran = Ran.of("train", config(), "--out", directory.resolve("runs").toString());

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("is not empty (it holds one)");
  }

  @Test
  void anEmptyDirectoryAndTheBeginningsOfARunAreTaken() throws IOException {
    Path out = Files.createDirectories(directory.resolve("run"));
    assertThat(
            Ran.of("train", config(), "--out", out.toString(), "--set", "data.trainLimit=3").code())
        .isEqualTo(ExitCode.USAGE);

    assertThat(Ran.of("train", config(), "--out", out.toString()).code()).isZero();
  }

  @Test
  void aStudyIsNotWrittenAmongSomethingElse() throws IOException {
    Path photos = Files.createDirectories(directory.resolve("photos"));
    Files.writeString(photos.resolve("cat.jpg"), "an image");
    Path study =
        Files.writeString(
            directory.resolve("study.yaml"),
            CONFIG + "ablation: {axes: [{path: method.temperature, values: [0.5, 0.2]}]}\n");

    var ran = Ran.of("ablate", study.toString(), "--out", photos.toString());

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("is not empty and holds no study (it holds cat.jpg)");
    assertThat(photos.toFile().list()).hasSize(1);
  }

  @Test
  void filesOfTheUsersAreReplacedOnlyWhenTold() throws IOException {
    Path run = directory.resolve("run");
    assertThat(Ran.of("train", config(), "--out", run.toString()).code()).isZero();
    Path mine = Files.writeString(directory.resolve("mine"), "mine");

    var exported = Ran.of("evaluate", run.toString(), "--export", mine.toString());
    var reported = Ran.of("report", run.toString(), "--out", mine.toString());
    var diagnosed = Ran.of("diagnose", features(run).toString(), "--out", mine.toString());

    assertThat(exported.code()).as(exported.err()).isEqualTo(ExitCode.USAGE);
    assertThat(exported.err()).contains("exists; add --force");
    for (Ran refused : new Ran[] {reported, diagnosed}) {
      assertThat(refused.code()).as(refused.err()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err()).contains("exists and is not a report");
    }
    assertThat(mine).hasContent("mine");
    var forced = Ran.of("evaluate", run.toString(), "--export", mine.toString(), "--force");
    assertThat(forced.code()).as(forced.err()).isZero();
  }

  @Test
  void aRunThatIsNotFinishedIsEvaluatedByItsNewestCheckpoint() throws IOException {
    Path run = directory.resolve("run");
    assertThat(Ran.of("train", config(), "--out", run.toString()).code()).isZero();
    Files.delete(run.resolve("encoder.zip"));

    var ran = Ran.of("evaluate", run.toString(), "knn", "--export", directory + "/f.npz");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("weights step-00000001");
  }

  private Path features(Path run) {
    Path file = directory.resolve("features.npz");
    assertThat(Ran.of("evaluate", run.toString(), "--export", file.toString()).code()).isZero();
    return file;
  }

  private String config() throws IOException {
    return Files.writeString(directory.resolve("tiny.yaml"), CONFIG).toString();
  }
}
