package org.ssl4j.models.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.ssl4j.error.ConfigException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.study.Comparisons;
import org.ssl4j.study.StopSignal;
import org.ssl4j.study.StudyListener;
import org.ssl4j.study.StudyRunner;
import org.ssl4j.text.Text;

/** Which finished runs are ranked against each other, and how often one counts. */
class ComparableRunsTest {

  @TempDir Path directory;

  /** A directory that passes for a finished run, with one epoch. */
  private Path run(String path, double knn, String images, String... sets) throws IOException {
    Path config = Files.writeString(directory.resolve("base.yaml"), TinyStudies.BASE);
    Path run = Files.createDirectories(directory.resolve(path));
    Files.writeString(
        run.resolve("config.yaml"), TinyStudies.LOADER.load(config, List.of(sets)).resolvedYaml());
    Files.writeString(run.resolve("encoder.zip"), "");
    Files.writeString(
        run.resolve("metrics.jsonl"),
        Text.of(
            "{\"epoch\":2,\"step\":20,\"loss\":1,\"layers\":{},\"seconds\":1,\"knn\":{\"top1\":%s,\"queries\":20}}%n",
            knn));
    Files.writeString(run.resolve("diagnosis.json"), "{\"verdict\":\"HEALTHY\"}");
    if (images != null) {
      Files.writeString(
          run.resolve("provenance.json"),
          Text.of("{\"train\":{\"sha256\":\"%1$s\"},\"test\":{\"sha256\":\"%1$s\"}}", images));
    }
    return run;
  }

  private Comparisons comparisons() {
    return new Comparisons(TinyStudies.LOADER, new MethodCatalog(), List.of(), List.of(), null);
  }

  private JsonNode compared(Path... runs) {
    Path out = directory.resolve("out");
    var plan = comparisons().open(Arrays.asList(runs)).plan(out);
    new StudyRunner(
            plan,
            out,
            TinyStudies.LOADER,
            (order, lines, stop) -> {
              throw new IllegalStateException("nothing is to be trained");
            },
            1,
            new StudyListener() {},
            new StopSignal())
        .run();
    return TinyStudies.json(out.resolve("study.json"));
  }

  private static List<String> notes(JsonNode study) {
    List<String> notes = new ArrayList<>();
    study.get("notes").forEach(note -> notes.add(note.asText()));
    return notes;
  }

  @Test
  void aRunCountsOnceHoweverItIsNamed() throws IOException {
    Path a = run("a", 0.5, "x");
    Path b = run("b", 0.3, "x", "method.stopGradient=false");
    Path link = Files.createSymbolicLink(directory.resolve("link"), a);
    Path roundabout = directory.resolve("b/../a");

    var study = compared(a, Path.of(a + "/"), link, roundabout, b);

    assertThat(study.get("cells")).hasSize(2);
    assertThat(study.get("cells").get(0).get("runs")).hasSize(1);
    assertThat(study.at("/cells/0/summary/knn/n").asInt()).isEqualTo(1);
    assertThat(notes(study))
        .hasSize(3)
        .anySatisfy(note -> assertThat(note).contains("is named twice"))
        .anySatisfy(note -> assertThat(note).contains("link is the same run as"));
  }

  @Test
  void aRepetitionWithTheSameSeedIsNoSecondSeed() throws IOException {
    Path a = run("a", 0.5, "x");
    Path copy = run("copy", 0.5, "x");
    Path other = run("other", 0.4, "x", "seed=1", "name=renamed", "data.workers=2");
    Path b = run("b", 0.3, "x", "method.stopGradient=false");

    var study = compared(a, copy, other, b);

    assertThat(study.get("cells")).hasSize(2);
    assertThat(study.at("/cells/0/summary/knn/n").asInt()).isEqualTo(2);
    assertThat(notes(study)).hasSize(1);
    assertThat(notes(study).get(0)).contains("copy repeats", "seed 0");
  }

  @Test
  void oneRunUnderTwoNamesIsNothingToCompare() throws IOException {
    Path a = run("a", 0.5, "x");

    assertThatThrownBy(() -> compared(a, Path.of(a + "/")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("There is nothing to compare with")
        .hasMessageContaining("is named twice, but counts once");
  }

  @Test
  void whatDiffersInImagesProtocolOrLengthIsNotRanked() throws IOException {
    Path a = run("a", 0.3, "x");
    Path b = run("b", 0.2, "x", "method.stopGradient=false");
    Path few = run("few", 0.9, "y", "data.trainLimit=20");
    Path k = run("k", 0.8, "x", "evaluation.k=3");
    Path long_ = run("long", 0.7, "x", "schedule.epochs=9");

    var study = compared(few, a, b, k, long_);

    assertThat(study.get("answer").asText())
        .startsWith("a is ahead, but undecided, by k-NN: 30.0 % against 20.0 % of b");
    assertThat(study.get("settled").asBoolean()).isFalse();
    assertThat(notes(study))
        .containsExactlyInAnyOrder(
            "few is not ranked with a: its data.trainLimit is 20, not 40.",
            "k is not ranked with a: its evaluation.k is 3, not 5.",
            "long is not ranked with a: its schedule.epochs is 9, not 2.");
    for (JsonNode cell : study.get("cells")) {
      boolean ranked = List.of("a", "b").contains(cell.get("id").asText());
      assertThat(cell.at("/rank/knn").isNull()).isEqualTo(!ranked);
      assertThat(cell.get("notRanked").isNull()).isEqualTo(ranked);
    }
    assertThat(directory.resolve("out/results.md"))
        .content()
        .contains("| 1 | a |", "| 2 | b |", "| - | few |", "few is not ranked with a");
    assertThat(directory.resolve("out/results.csv")).content().contains("few,few,done");
  }

  @Test
  void ofTwoRunsThatCannotBeComparedNoneIsBest() throws IOException {
    var study = compared(run("a", 0.3, "x"), run("b", 0.6, "y", "data.testLimit=18"));

    assertThat(study.get("answer").asText())
        .isEqualTo("Nothing is ranked, because no two of these runs can be compared.");
    assertThat(notes(study))
        .containsExactly("b is not ranked with a: its data.testLimit is 18, not 20.");
    assertThat(study.get("leads")).isEmpty();
    for (JsonNode cell : study.get("cells")) {
      assertThat(cell.at("/rank/knn").isNull()).as(cell.get("id").asText()).isTrue();
    }
    assertThat(directory.resolve("out/results.md")).content().contains("| - | a |", "| - | b |");
  }

  @Test
  void imagesAreKnownByTheirHashesWhereTheyAreRecorded() throws IOException {
    String without = "method.stopGradient=false";
    var moved = compared(run("a", 0.3, "x"), run("b", 0.2, "x", without, "data.root=elsewhere"));
    assertThat(moved.get("answer").asText()).startsWith("a is ");

    var changed = compared(run("c", 0.3, "x"), run("d", 0.2, "y", without));
    assertThat(notes(changed))
        .containsExactly(
            "d is not ranked with c: its images differ, although data.root has the same name.");
  }

  @Test
  void anotherBatchIsRankedAndSaid() throws IOException {
    var study = compared(run("a", 0.3, "x"), run("b", 0.2, "x", "data.batchSize=8"));

    assertThat(study.get("answer").asText()).startsWith("a is ");
    assertThat(notes(study))
        .containsExactly("The ranked cells differ in data.batchSize: 4 (a), 8 (b).");
  }

  @Test
  void configsWithTheSameSettingsAreRefused() throws IOException {
    Path config = Files.writeString(directory.resolve("plain.yaml"), TinyStudies.BASE);
    Path suite =
        Files.writeString(
            directory.resolve("suite.yaml"),
            "suite: {name: s, configs: [plain.yaml, plain.yaml]}\n");

    for (Path[] sources : new Path[][] {{suite}, {config, config}, {config, run("a", 0.3, "x")}}) {
      assertThatThrownBy(() -> compared(sources))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("have the same settings");
    }
  }

  @Test
  void seedsThatAreNamedTwiceAreRefused() throws IOException {
    Path suite =
        Files.writeString(
            directory.resolve("suite.yaml"),
            "suite: {name: s, configs: [base.yaml, base.yaml], seeds: [1, 1]}\n");
    Files.writeString(directory.resolve("base.yaml"), TinyStudies.BASE);

    assertThatThrownBy(() -> compared(suite))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("suite.seeds names seed 1 twice");
    assertThatThrownBy(
            () ->
                new Comparisons(
                    TinyStudies.LOADER, new MethodCatalog(), List.of(), List.of(2L, 2L), null))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the option seeds names seed 2 twice");
  }

  @Test
  void publishedValuesStandOnlyBesideTheirImages() throws IOException {
    String without = "method.stopGradient=false";
    var shapes = compared(run("a", 0.3, "x"), run("b", 0.2, "x", without));
    assertThat(shapes.at("/cells/0/published").isNull()).isTrue();

    var cifar =
        compared(
            run("c", 0.3, "x", "data.dataset=cifar10", "data.imageSize=32"),
            run("d", 0.2, "x", without, "data.dataset=cifar10", "data.imageSize=32"));
    assertThat(cifar.at("/cells/0/published/sameData").asBoolean()).isTrue();
  }
}
