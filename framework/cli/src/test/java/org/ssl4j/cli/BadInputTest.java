package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.run.RunLock;

/**
 * Whatever is wrong, the user reads one clear sentence and gets a documented exit code; never a
 * stack trace.
 */
class BadInputTest {

  private static final String GOOD =
      """
      name: tiny
      data: {dataset: shapes, trainLimit: 64, testLimit: 32, imageSize: 16, batchSize: 16}
      backbone: {name: convnet4, width: 4}
      method: {name: simsiam, projector: {layers: [16, 16]}, predictor: {layers: [8, 16]}}
      schedule: {epochs: 1}
      monitor: {images: 32}
      evaluation: {k: 5}
      """;

  @TempDir Path directory;

  private Path config(String text) throws IOException {
    return Files.writeString(directory.resolve("experiment.yaml"), text);
  }

  private static void assertSentence(Ran ran, int code, List<String> parts) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.err()).contains(parts);
    assertThat(ran.err()).doesNotContain("\tat ").doesNotContain("Exception");
  }

  static Stream<Arguments> badConfigs() {
    return Stream.of(
        change(
            "unknown key",
            "method: {name: simsiam,",
            "method: {name: simsiam, predicter: 1,",
            "predicter",
            "predictor"),
        change("unknown section", "schedule:", "shedule:", "shedule", "schedule"),
        change("unknown method", "name: simsiam,", "name: simsam,", "simsam", "simsiam"),
        change("unknown backbone", "name: convnet4", "name: convnet5", "convnet5", "convnet4"),
        change("unknown data set", "dataset: shapes", "dataset: cifar", "cifar", "cifar10"),
        change("wrong type", "epochs: 1", "epochs: many", "schedule.epochs", "many"),
        change("fraction for an integer", "epochs: 1", "epochs: 1.5", "schedule.epochs", "1.5"),
        change("below the range", "epochs: 1", "epochs: 0", "schedule.epochs", "0"),
        change(
            "missing section",
            "data: {dataset: shapes, trainLimit: 64, testLimit: 32, imageSize: 16, batchSize: 16}\n",
            "",
            "data"),
        change(
            "predictor does not fit",
            "predictor: {layers: [8, 16]}",
            "predictor: {layers: [8, 15]}",
            "predictor.layers",
            "15",
            "16"),
        change(
            "predictor on VICReg",
            "name: simsiam,",
            "name: vicreg,",
            "method.predictor",
            "unknown key"),
        change(
            "stop-gradient off with an EMA target",
            "name: simsiam,",
            "name: byol, stopGradient: false,",
            "stopGradient",
            "self"),
        change("batch larger than the limit", "batchSize: 16", "batchSize: 128", "batchSize", "64"),
        change(
            "k larger than the bank",
            "evaluation: {k: 5}",
            "evaluation: {k: 65}",
            "evaluation.k",
            "64"),
        change(
            "more held-out images than there are",
            "monitor: {images: 32}",
            "monitor: {images: 33}",
            "monitor.images",
            "32"),
        change(
            "blocks for a network without",
            "width: 4",
            "width: 4, blocks: [1]",
            "backbone.blocks",
            "convnet4"),
        change(
            "split that does not divide",
            "name: simsiam, projector: {layers: [16, 16]}, predictor: {layers: [8, 16]}",
            "name: moco, projector: {layers: [16, 16]}, splitBatchNorm: 3",
            "splitBatchNorm",
            "16"),
        change("broken YAML", "method: {", "method: {{", "experiment.yaml:"),
        change(
            "duplicate key", "schedule: {epochs: 1}", "schedule: {epochs: 1, epochs: 2}", "epochs"),
        change(
            "warm-up longer than training",
            "epochs: 1",
            "epochs: 1, warmupEpochs: 2",
            "warmupEpochs"),
        change(
            "reversed crop",
            "schedule:",
            "views: {view1: {cropScale: [0.9, 0.1]}}\nschedule:",
            "cropScale"),
        change(
            "views that the method does not take",
            "schedule:",
            "views: {groups: [{count: 2}, {count: 6, size: 8}]}\nschedule:",
            "views.groups: the config makes groups of 2 and 6 views of an image, but method simsiam takes 2 views"),
        change(
            "two forms of views",
            "schedule:",
            "views: {preset: byol, groups: [{count: 2}]}\nschedule:",
            "views.preset: cannot be given beside views.groups"),
        change(
            "extends a missing file",
            "name: tiny",
            "extends: nowhere.yaml\nname: tiny",
            "nowhere.yaml"));
  }

  private static Arguments change(String what, String from, String to, String... expected) {
    return Arguments.of(what, GOOD.replace(from, to), List.of(expected));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badConfigs")
  void aBadConfigIsRefusedBeforeAnythingIsWritten(String what, String text, List<String> expected)
      throws IOException {
    assertThat(text).isNotEqualTo(GOOD);
    var out = directory.resolve("run");
    var ran = Ran.of("train", config(text).toString(), "--out", out.toString());
    assertSentence(ran, ExitCode.USAGE, expected);
    assertThat(ran.err()).contains("experiment.yaml");
    assertThat(out.resolve("metrics.jsonl")).doesNotExist();
  }

  @Test
  void theGoodConfigIsAccepted() throws IOException {
    var ran = Ran.of("config", "show", config(GOOD).toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("convnet4");
  }

  @Test
  void aBadOverrideIsNamed() throws IOException {
    var ran =
        Ran.of("config", "show", config(GOOD).toString(), "--set", "method.stopGradiant=false");
    assertSentence(ran, ExitCode.USAGE, List.of("--set method.stopGradiant", "stopGradient"));
  }

  @Test
  void aMissingConfigIsNamed() {
    var ran = Ran.of("train", directory.resolve("absent.yaml").toString());
    assertSentence(ran, ExitCode.USAGE, List.of("absent.yaml"));
  }

  @Test
  void anUnknownOptionIsUsage() throws IOException {
    var ran = Ran.of("train", config(GOOD).toString(), "--epoch", "3");
    assertSentence(ran, ExitCode.USAGE, List.of("--epoch"));
  }

  @Test
  void trainNeedsAConfig() {
    assertSentence(Ran.of("train"), ExitCode.USAGE, List.of("CONFIG"));
  }

  @Test
  void aDirectoryWithAnotherRunIsKept() throws IOException {
    var out = Files.createDirectory(directory.resolve("run"));
    Files.writeString(out.resolve("metrics.jsonl"), "{}\n");
    var ran = Ran.of("train", config(GOOD).toString(), "--out", out.toString());
    assertSentence(ran, ExitCode.USAGE, List.of("already holds a run", "--resume"));
    assertThat(out.resolve("metrics.jsonl")).hasContent("{}");
  }

  @Test
  void aFileInTheWayOfTheRunDirectoryIsNamed() throws IOException {
    var out = Files.writeString(directory.resolve("file"), "mine");
    var ran = Ran.of("train", config(GOOD).toString(), "--out", out.toString());
    assertSentence(ran, ExitCode.USAGE, List.of(out.toString(), "file"));
    assertThat(out).hasContent("mine");
  }

  @Test
  void resumingNothingIsRefused() {
    var ran = Ran.of("train", "--resume", directory.toString());
    assertSentence(ran, ExitCode.USAGE, List.of("holds no run"));
  }

  @Test
  void aMissingImageFolderIsADataError() throws IOException {
    var text = GOOD.replace("dataset: shapes,", "dataset: folder, root: " + directory + "/none,");
    var ran = Ran.of("data", "info", config(text).toString());
    assertSentence(ran, ExitCode.DATA, List.of("none"));
  }

  @Test
  void anEmptyImageFolderIsADataError() throws IOException {
    var images = Files.createDirectory(directory.resolve("images"));
    var text = GOOD.replace("dataset: shapes,", "dataset: folder, root: " + images + ",");
    var ran =
        Ran.of("train", config(text).toString(), "--out", directory.resolve("run").toString());
    assertSentence(ran, ExitCode.DATA, List.of("images"));
  }

  @Test
  void aTruncatedCifarFileIsNamed() throws IOException {
    var folder = Files.createDirectories(directory.resolve("data/cifar-10-batches-bin"));
    for (String name :
        List.of(
            "data_batch_1",
            "data_batch_2",
            "data_batch_3",
            "data_batch_4",
            "data_batch_5",
            "test_batch")) {
      Files.write(folder.resolve(name + ".bin"), new byte[3073]);
    }
    var text =
        GOOD.replace("dataset: shapes,", "dataset: cifar10, root: " + directory + "/data,")
            .replace("imageSize: 16, ", "");
    var ran = Ran.of("data", "info", config(text).toString());
    assertSentence(ran, ExitCode.DATA, List.of("data_batch_1.bin", "3073"));
  }

  @Test
  void aDownloadThatThereIsNotIsRefused() {
    assertSentence(
        Ran.of("data", "fetch", "cifar100"),
        ExitCode.USAGE,
        List.of("unknown data source \"cifar100\"; did you mean \"cifar10\"?"));
    assertSentence(
        Ran.of("data", "fetch", "shapes"),
        ExitCode.DATA,
        List.of("the data source \"shapes\" has no download."));
  }

  @Test
  void aPreviewDoesNotReplaceAFile() throws IOException {
    var png = Files.writeString(directory.resolve("views.png"), "mine");
    var ran = Ran.of("data", "preview", config(GOOD).toString(), "--out", png.toString());
    assertSentence(ran, ExitCode.USAGE, List.of("views.png", "--force"));
    assertThat(png).hasContent("mine");
  }

  @Test
  void aPreviewIsWritten() throws IOException {
    var png = directory.resolve("views.png");
    var ran = Ran.of("data", "preview", config(GOOD).toString(), "--out", png.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(png).isNotEmptyFile();
  }

  @Test
  void divergingTrainingHasItsOwnCode() throws IOException {
    var text = GOOD + "optimizer: {learningRate: 1e30}\n";
    var ran =
        Ran.of(
            "train",
            config(text.replace("epochs: 1", "epochs: 5, warmupEpochs: 0")).toString(),
            "--out",
            directory.resolve("run").toString());
    assertSentence(
        ran,
        ExitCode.DIVERGED,
        List.of("diverged at step", ": ssl4j train --resume ", " --set optimizer.learningRate="));
  }

  @Test
  void aRunThatAnotherProcessTrainsIsRefused() throws IOException {
    var directoryOfRun = directory.resolve("run");
    assertThat(Ran.of("train", config(GOOD).toString(), "--out", directoryOfRun.toString()).code())
        .isZero();
    var steps = Files.readString(directoryOfRun.resolve("steps.jsonl"));
    Ran ran;
    try (var held = RunLock.hold(directoryOfRun, "this test")) {
      assertThat(held).isNotNull();
      ran = Ran.of("train", "--resume", directoryOfRun.toString(), "--set", "schedule.epochs=2");
    }
    assertSentence(ran, ExitCode.USAGE, List.of("run is in use by another process"));
    assertThat(directoryOfRun.resolve("steps.jsonl")).hasContent(steps);
  }

  @Test
  void aCollapsedRunFailsWhenAsked() throws IOException {
    // At higher rates the tiny net's way depends on last digits, and so on the threads that add.
    var text =
        GOOD.replace("name: simsiam,", "name: simsiam, stopGradient: false,")
                .replace("epochs: 1", "epochs: 15, warmupEpochs: 0")
            + "optimizer: {learningRate: 0.05}\n";
    var ran =
        Ran.of(
            "train",
            config(text).toString(),
            "--out",
            directory.resolve("run").toString(),
            "--fail-on-collapse");
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.COLLAPSED);
    assertThat(ran.err()).contains("COLLAPSED").contains("Most likely cause: stop-gradient is off");
  }

  @Test
  void aCollapseStopsTheRunWhenConfiguredAndNamesTheLastHealthyCheckpoint() throws IOException {
    var text =
        GOOD.replace("name: simsiam,", "name: simsiam, stopGradient: false,")
                .replace("epochs: 1", "epochs: 40, warmupEpochs: 0")
                .replace("images: 32", "images: 32, onCollapse: stop, patience: 2")
            + "optimizer: {learningRate: 0.05}\n"
            + "checkpoint: {everyEpochs: 1, keep: 1}\n";
    var directoryOfRun = directory.resolve("run");
    var ran =
        Ran.of(
            "train",
            config(text).toString(),
            "--out",
            directoryOfRun.toString(),
            "--fail-on-collapse");
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.COLLAPSED);
    assertThat(ran.err()).containsPattern("stopped after step \\d+ because of monitor.onCollapse");
    var named =
        java.util.regex.Pattern.compile("the last healthy checkpoint is (\\S+)").matcher(ran.err());
    assertThat(named.find()).isTrue();
    assertThat(Path.of(named.group(1)).resolve("online.array")).exists();
    assertThat(directoryOfRun.resolve("encoder.zip")).doesNotExist();

    var told = Ran.of("diagnose", directoryOfRun.toString(), "--json");
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out()).contains("COLLAPSE\"").contains("method.stopGradient");
    assertThat(directoryOfRun.resolve("diagnosis.json")).content().isEqualTo(told.out());
  }
}
