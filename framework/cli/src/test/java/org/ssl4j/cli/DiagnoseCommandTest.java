package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.run.RecordedRun;

/** {@code ssl4j diagnose} on files of embeddings and on a run's directory. */
class DiagnoseCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private static Ran run(String... arguments) {
    return Ran.of(arguments);
  }

  private Path csv(String name, long seed, DoubleUnaryOperator value) throws IOException {
    var random = new Random(seed);
    var text = new StringBuilder();
    for (int i = 0; i < 120; i++) {
      for (int j = 0; j < 16; j++) {
        text.append(j == 0 ? "" : ",").append(value.applyAsDouble(random.nextGaussian()));
      }
      text.append('\n');
    }
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void printsVerdictTableEvidenceAndSpectrum() throws IOException {
    var ran = run("diagnose", csv("good.csv", 1, x -> x).toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .startsWith("HEALTHY")
        .contains("120 x 16", "effective rank", "spectrum of good (16 eigenvalues", "####");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void writesAPageBesideTheFileAndReplacesOnlyPages() throws IOException {
    var embeddings = csv("good.csv", 1, x -> x);
    var page = directory.resolve("good-report.html");

    assertThat(run("diagnose", embeddings.toString()).out()).contains("report: " + page);
    assertThat(run("diagnose", embeddings.toString()).code()).isZero();

    assertThat(page).content().contains("good.csv - SSL4J</title>", "\"kind\":\"embeddings\"");
    var notes = Files.writeString(directory.resolve("notes.html"), "mine");
    var ran = run("diagnose", embeddings.toString(), "--out", notes.toString());
    assertThat(ran.code()).isNotZero();
    assertThat(ran.err()).contains("notes.html exists and is not a report; choose another file");
    assertThat(ran.out()).as("refused before the work, not after it").isEmpty();
    assertThat(notes).hasContent("mine");
  }

  @Test
  void jsonIsOneObjectOfTheDocumentedShapeAndNothingElse() throws IOException {
    var ran = run("diagnose", csv("flat.csv", 1, x -> 1 + 0.01 * x).toString(), "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode json = JSON.readTree(ran.out());
    assertThat(json.fieldNames())
        .toIterable()
        .contains("verdict", "severity", "layers", "onset", "causes");
    assertThat(json.get("verdict").asText()).isEqualTo("COMPLETE_COLLAPSE");
    assertThat(json.get("severity").asText()).isEqualTo("SEVERE");
    assertThat(json.get("onset").isNull()).isTrue();
    assertThat(json.get("causes").isArray()).isTrue();
    JsonNode layer = json.get("layers").get(0);
    assertThat(layer.get("name").asText()).isEqualTo("flat");
    assertThat(layer.get("measures").get("stdRatio").asDouble()).isBetween(0.0, 0.02);
    JsonNode evidence = layer.get("evidence").get(0);
    assertThat(evidence.fieldNames())
        .toIterable()
        .containsExactly("measure", "value", "threshold", "epoch", "sentence");
    assertThat(evidence.get("measure").asText()).isEqualTo("stdRatio");
  }

  @Test
  void aCollapseFailsWhenAsked() throws IOException {
    var file = csv("flat.csv", 1, x -> 1 + 0.01 * x).toString();
    assertThat(run("diagnose", file, "--fail-on-collapse").code()).isEqualTo(ExitCode.COLLAPSED);
    var good = csv("good.csv", 1, x -> x).toString();
    assertThat(run("diagnose", good, "--fail-on-collapse").code()).isZero();
  }

  @Test
  void viewsAndLabelsTellAShortcut() throws IOException {
    var first = csv("a.csv", 1, x -> x).toString();
    var second = csv("b.csv", 1, x -> x + 0.001).toString();
    var random = new Random(3);
    var classes = new StringBuilder();
    for (int i = 0; i < 120; i++) {
      classes.append(random.nextInt(3)).append('\n');
    }
    var labels = Files.writeString(directory.resolve("labels.txt"), classes).toString();
    var ran = run("diagnose", first, "--view2", second, "--labels", labels, "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(JSON.readTree(ran.out()).get("verdict").asText()).isEqualTo("SHORTCUT");
  }

  @Test
  void notFiniteIsAVerdictAndNoFailure() throws IOException {
    var file = Files.writeString(directory.resolve("nan.csv"), "1,2\nNaN,1\n0,1\n").toString();
    var ran = run("diagnose", file);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("DIVERGED").contains("row 1 of the embeddings holds NaN");
  }

  @Test
  void aRunWhoseConfigWasSpoiledGetsASentence() throws Exception {
    var recorded = RecordedRun.of("vicreg-bare");
    var spoiled = Files.createDirectory(directory.resolve("spoiled"));
    for (String name : new String[] {"metrics.jsonl", "steps.jsonl"}) {
      Files.copy(recorded.resolve(name), spoiled.resolve(name));
    }
    var config = Files.readString(recorded.resolve("config.yaml"));
    Files.writeString(
        spoiled.resolve("config.yaml"), config.replace("patience: 2", "patience: two"));
    var ran = run("diagnose", spoiled.toString(), "--json");
    assertThat(ran.code()).isNotZero();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .contains("config.yaml: monitor.patience is \"two\"; it must be a whole number from 1 on");
  }

  @Test
  void badInputGetsASentence() throws IOException {
    var good = csv("good.csv", 1, x -> x).toString();
    assertThat(run("diagnose", directory.resolve("none.npy").toString()))
        .satisfies(ran -> assertSentence(ran, ExitCode.DATA, "does not exist"));
    assertThat(run("diagnose", directory.toString()))
        .satisfies(ran -> assertSentence(ran, ExitCode.USAGE, "holds no run"));
    assertThat(run("diagnose", directory.toString(), "--labels", good))
        .satisfies(ran -> assertSentence(ran, ExitCode.USAGE, "apply to files of embeddings only"));
    var short2 = Files.writeString(directory.resolve("short.csv"), "1,2\n3,4\n").toString();
    assertThat(run("diagnose", good, "--view2", short2))
        .satisfies(ran -> assertSentence(ran, ExitCode.DATA, "equal shapes"));
    var labels = Files.writeString(directory.resolve("l.txt"), "1\n2\n").toString();
    assertThat(run("diagnose", good, "--labels", labels))
        .satisfies(ran -> assertSentence(ran, ExitCode.DATA, "2 labels do not fit 120"));
  }

  private static void assertSentence(Ran ran, int code, String says) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.err()).startsWith("ssl4j: ").contains(says).hasLineCount(1);
  }
}
