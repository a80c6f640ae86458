package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.models.study.TinyStudies;

/** {@code ssl4j ablate} and {@code ssl4j compare} as a user meets them. */
class StudyCommandsTest {

  @TempDir Path directory;

  private static Ran run(Object... arguments) {
    return Ran.of(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static void assertRefused(Ran ran, String... parts) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).startsWith("ssl4j: ").contains(parts).doesNotContain("\tat ");
  }

  @Test
  void aDryRunListsCellsEstimatesAndRefusalsAndTrainsNothing() {
    Path study =
        TinyStudies.write(
            directory,
            """
            ablation:
              seeds: [0, 1]
              cells:
                - {id: as-is}
                - {id: long, set: {schedule.epochs: 300}}
                - {id: vicreg, set: {method.name: vicreg, method.predictor.kind: none}}
            """);
    Path out = directory.resolve("out");

    var ran = run("ablate", study, "--dry-run", "--out", out);

    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.OK);
    assertThat(ran.out())
        .containsPattern("as-is +2 to train, 160 images, about 6 s to 37 s")
        .containsPattern("long +2 to train, 24,000 images, about \\d+ s to \\d+ ")
        .containsPattern("vicreg +refused")
        .containsPattern("about \\d+ s to \\d+ (s|min) in total if one run is trained at a time");
    assertThat(ran.err()).contains("refused: vicreg: ", "method.predictor: unknown key");
    assertThat(out).doesNotExist();
  }

  @Test
  void filesOfTheWrongKindAreRefusedWithTheRightCommand() throws IOException {
    Path experiment = write("plain.yaml", TinyStudies.BASE);
    Path study =
        TinyStudies.write(directory, "ablation: {axes: [{path: engine, values: [nd4j]}]}\n");
    Path suite = write("suite.yaml", "suite: {name: s, configs: [plain.yaml, plain.yaml]}\n");

    assertRefused(run("ablate", experiment), "holds no ablation: block", "ssl4j train");
    assertRefused(run("ablate", suite), "holds no ablation: block");
    assertRefused(run("train", study), "this is a study of several runs", "ssl4j ablate");
    assertRefused(run("config", "show", suite), "this is a study of several runs", "ssl4j compare");
    assertRefused(run("compare", study, experiment), "is an ablation", "ssl4j ablate");
    assertRefused(run("compare", suite, experiment), "is a suite");
    assertRefused(run("compare", experiment), "nothing to compare with");
    assertRefused(
        run("compare", directory.resolve("nowhere.yaml")), "there is no such config file");
    assertRefused(run("compare", directory, experiment), "holds no run");
    assertRefused(run("ablate", study, "--parallel", "0"), "--parallel is 0");
    assertRefused(run("compare", suite, "--seeds", "-1"), "--seeds must be whole numbers");
    assertRefused(run("compare", suite, "--name", "a/b"), "--name is \"a/b\"");
  }

  @Test
  void finishedRunsAreComparedWithoutTrainingAndThoseOfOneConfigAreOneCell() throws IOException {
    Path config = write("plain.yaml", TinyStudies.BASE);
    Path other = directory.resolve("other");
    List<Object> command = new ArrayList<>(List.of("compare"));
    for (int seed = 0; seed < 2; seed++) {
      Path run = directory.resolve("run-" + seed);
      assertThat(run("train", config, "--set", "seed=" + seed, "--out", run).code()).isZero();
      command.add(run);
    }
    assertThat(
            run(
                    "train",
                    config,
                    "--set",
                    "method.stopGradient=false",
                    "--set",
                    "name=without",
                    "--out",
                    other)
                .code())
        .isZero();
    Path out = directory.resolve("comparison");
    command.addAll(List.of(other, "--out", out));

    var ran = run(command.toArray());

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("comparison: 2 cells, 3 runs", "by linear probe: ");
    var study = TinyStudies.json(out.resolve("study.json"));
    assertThat(study.get("kind").asText()).isEqualTo("comparison");
    var first = study.get("cells").get(0);
    assertThat(first.get("id").asText()).isEqualTo("tiny-study");
    assertThat(first.get("runs")).hasSize(2);
    assertThat(first.get("summary").get("knn").get("n").asInt()).isEqualTo(2);
    assertThat(first.get("published").isNull()).as("nobody published on these images").isTrue();
    assertThat(first.get("runs").get(1).get("directory").asText()).isEqualTo("../run-1");
    assertThat(study.get("cells").get(1).get("label").asText()).isEqualTo("other");
    assertThat(out.resolve("results.md")).content().contains("| rank | cell |", "tiny-study");
    assertThat(out.resolve("report.html")).content().contains("<html", "other");
    assertThat(out.resolve("cells")).doesNotExist();

    Files.delete(other.resolve("encoder.zip"));
    assertRefused(run(command.toArray()), "is not trained to the end", "--resume");
  }
}
