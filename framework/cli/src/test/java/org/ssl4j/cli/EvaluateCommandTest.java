package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ssl4j evaluate} on a tiny run, trained once. */
class EvaluateCommandTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String CONFIG =
      """
      name: tiny
      engine: nd4j
      data: {dataset: shapes, trainLimit: 96, testLimit: 40, imageSize: 16, batchSize: 16}
      backbone: {name: convnet4, width: 4}
      method: {name: simsiam, projector: {layers: [16, 16]}, predictor: {layers: [8, 16]}}
      schedule: {epochs: 1, warmupEpochs: 0}
      monitor: {images: 32}
      evaluation: {k: 5, bankLimit: 80}
      """;

  @TempDir static Path directory;

  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    run = directory.resolve("run");
    var config = Files.writeString(directory.resolve("tiny.yaml"), CONFIG);
    var ran = Ran.of("train", config.toString(), "--out", run.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  private static JsonNode json(Ran ran) throws IOException {
    assertThat(ran.code()).as(ran.err()).isZero();
    return MAPPER.readTree(ran.out());
  }

  private static List<JsonNode> epochs() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      lines.add(MAPPER.readTree(line));
    }
    return lines;
  }

  @Test
  void kNnAndItsBaselinesAreThoseOfTheRun() throws IOException {
    var knn = json(Ran.of("evaluate", run.toString(), "knn", "--json")).get("knn");
    var last = epochs().get(1);
    assertThat(knn.get("top1")).isEqualTo(last.at("/knn/top1"));
    assertThat(knn.get("standardError")).isEqualTo(last.at("/knn/standardError"));
    assertThat(knn.at("/untrained/top1")).isEqualTo(last.at("/baselines/untrainedKnn"));
    assertThat(knn.at("/pixels/top1")).isEqualTo(last.at("/baselines/pixelsKnn"));
    assertThat(knn.at("/chance/top1")).isEqualTo(last.at("/baselines/chance"));
    assertThat(knn.at("/protocol/train").intValue()).isEqualTo(80);
    assertThat(knn.at("/protocol/test").intValue()).isEqualTo(40);
    assertThat(knn.at("/protocol/weights").asText()).isEqualTo("last");
  }

  @Test
  void everyEvaluationIsWrittenBesideTheRunWithItsProtocol() throws IOException {
    var printed = json(Ran.of("evaluate", run.toString(), "linear", "knn", "retrieval", "--json"));
    assertThat(printed.fieldNames()).toIterable().containsExactly("linear", "knn", "retrieval");
    for (var field : printed.properties()) {
      var file = run.resolve("evaluation").resolve(field.getKey() + ".json");
      assertThat(MAPPER.readTree(file.toFile())).isEqualTo(field.getValue());
      assertThat(field.getValue().get("what").asText()).isEqualTo(field.getKey());
      assertThat(field.getValue().get("protocol").fieldNames())
          .toIterable()
          .contains("encoder", "weights", "layer", "trainSplit", "train", "testSplit", "test");
      for (String beside : List.of("chance", "untrained", "pixels")) {
        assertThat(field.getValue().get(beside).isNull()).as(beside).isFalse();
      }
    }
    var linear = printed.get("linear");
    assertThat(linear.get("sweep").size()).isGreaterThan(3);
    assertThat(linear.get("heldOut").intValue()).isGreaterThan(0);
    int images = 0;
    int hits = 0;
    for (int i = 0; i < linear.get("confusion").size(); i++) {
      hits += linear.get("confusion").get(i).get(i).intValue();
      images += linear.get("perClass").get(i).get("images").intValue();
    }
    assertThat(images).isEqualTo(40);
    assertThat(linear.get("top1").doubleValue()).isCloseTo(hits / 40.0, within(1e-12));
    assertThat(printed.at("/retrieval/precisionAt").fieldNames())
        .toIterable()
        .containsExactly("1", "5", "10");
  }

  @Test
  void theArchiveGivesWhatTheRunGives() throws IOException {
    var ofRun = json(Ran.of("evaluate", run.toString(), "knn", "--json", "--no-baselines"));
    var archive = Files.copy(run.resolve("encoder.zip"), directory.resolve("alone.zip"));
    var ofArchive = json(Ran.of("evaluate", archive.toString(), "knn", "--json", "--no-baselines"));
    assertThat(ofArchive.at("/knn/confusion")).isEqualTo(ofRun.at("/knn/confusion"));
    assertThat(ofArchive.at("/knn/untrained").isNull()).isTrue();

    // Other data and settings, the same encoder.
    var other =
        Files.writeString(
            directory.resolve("other.yaml"),
            CONFIG.replace("testLimit: 40", "testLimit: 33").replace("k: 5", "k: 3"));
    var elsewhere =
        json(Ran.of("evaluate", archive.toString(), "knn", "--json", "--config", other.toString()));
    assertThat(elsewhere.at("/knn/protocol/test").intValue()).isEqualTo(33);
    assertThat(elsewhere.at("/knn/k").intValue()).isEqualTo(3);
  }

  @Test
  void theFirstCheckpointIsTheUntrainedNetwork() throws IOException {
    var knn =
        json(Ran.of("evaluate", run.toString(), "knn", "--json", "--checkpoint", "step-00000000"))
            .get("knn");
    assertThat(knn.get("top1")).isEqualTo(knn.at("/untrained/top1"));
    assertThat(knn.get("top1")).isEqualTo(epochs().get(0).at("/knn/top1"));
    assertThat(knn.at("/protocol/weights").asText()).isEqualTo("step-00000000");
  }

  @Test
  void theTableNamesWhatItShows() {
    var ran = Ran.of("evaluate", run.toString(), "linear", "retrieval");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("this network", "untrained network", "raw pixels", "chance", "top-1", "at 10")
        .contains("weight decay", "held-out", "confusion", "precision")
        .doesNotContain("null", "NaN");
  }

  @Test
  void featuresAreExported() throws IOException {
    var file = directory.resolve("features.npz");
    var ran = Ran.of("evaluate", run.toString(), "--export", file.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    try (var zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(Object::toString)).containsExactly("backbone.npy", "labels.npy");
    }
    assertThat(ran.out()).contains("[120, 32]", "the first 80 rows");
    assertThat(directory.resolve("features.npz.tmp")).doesNotExist();
  }

  @Test
  void fullTakesEveryImageOfTheDataSet() throws IOException {
    var knn =
        json(Ran.of(
                "evaluate",
                run.toString(),
                "knn",
                "--json",
                "--no-baselines",
                "--full",
                "--set",
                "data.trainLimit=120"))
            .get("knn");
    assertThat(knn.at("/protocol/train").intValue()).isEqualTo(120);
    assertThat(knn.at("/protocol/test").intValue()).isGreaterThan(40);
  }

  @Test
  void whatCannotBeEvaluatedIsRefusedInASentence() throws IOException {
    refused(ExitCode.USAGE, "linear, knn or retrieval", "evaluate", run.toString());
    refused(ExitCode.USAGE, "lenear", "evaluate", run.toString(), "lenear");
    refused(
        ExitCode.USAGE,
        "neither a run directory nor an encoder.zip",
        "evaluate",
        directory.resolve("none").toString(),
        "knn");
    refused(ExitCode.USAGE, "holds no run", "evaluate", directory.toString(), "knn");
    refused(
        ExitCode.USAGE,
        "no checkpoint step-7; it has [",
        "evaluate",
        run.toString(),
        "knn",
        "--checkpoint",
        "step-7");
    refused(
        ExitCode.USAGE,
        "evaluation.k",
        "evaluate",
        run.toString(),
        "knn",
        "--set",
        "evaluation.k=500");
    var text = Files.writeString(directory.resolve("text.zip"), "no archive");
    refused(ExitCode.USAGE, "encoder archive", "evaluate", text.toString(), "knn");
    refused(
        ExitCode.USAGE,
        "leave out --checkpoint",
        "evaluate",
        run.resolve("encoder.zip").toString(),
        "knn",
        "--checkpoint",
        "step-1");
    refused(
        ExitCode.USAGE,
        "cannot write",
        "evaluate",
        run.toString(),
        "--export",
        directory.resolve("missing/features.npz").toString());
  }

  private static void refused(int code, String part, String... arguments) {
    var ran = Ran.of(arguments);
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.err()).contains(part).doesNotContain("\tat ").doesNotContain("Exception");
  }
}
