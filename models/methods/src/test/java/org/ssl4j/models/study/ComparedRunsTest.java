package org.ssl4j.models.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.study.CellPlan;
import org.ssl4j.study.Comparisons;

/** What finished runs are called when they are compared. */
class ComparedRunsTest {

  @TempDir Path directory;

  /** A directory that passes for a finished run. */
  private Path run(String path, String... sets) throws IOException {
    Path config = Files.writeString(directory.resolve("base.yaml"), TinyStudies.BASE);
    Path run = Files.createDirectories(directory.resolve(path));
    Files.writeString(
        run.resolve("config.yaml"), TinyStudies.LOADER.load(config, List.of(sets)).resolvedYaml());
    Files.writeString(run.resolve("encoder.zip"), "");
    return run;
  }

  private List<CellPlan> compared(Path... sources) {
    return new Comparisons(TinyStudies.LOADER, new MethodCatalog(), List.of(), List.of(), null)
        .open(Arrays.asList(sources))
        .plan(directory.resolve("out"))
        .cells();
  }

  private List<String> labels(Path... sources) {
    return compared(sources).stream().map(CellPlan::label).toList();
  }

  private static final String WITHOUT = "method.stopGradient=false";

  @Test
  void runsGoByTheirDirectories() throws IOException {
    assertThat(
            labels(
                run("healthy"), run("collapsed", WITHOUT), run("deep/long", "schedule.epochs=9")))
        .containsExactly("healthy", "collapsed", "long");
  }

  @Test
  void aTimeOrASeedIsNoName() throws IOException {
    assertThat(
            labels(
                run("mini/20260101-120000-000"),
                run("cells/without/seed-0", WITHOUT),
                run("cells/without/seed-1", WITHOUT, "seed=1")))
        .containsExactly("mini", "without");
    assertThat(compared(run("a"), run("b", "seed=1"), run("c", WITHOUT)))
        .extracting(CellPlan::label)
        .containsExactly("tiny-study", "c");
  }

  @Test
  void namesakesGoByWhatDiffers() throws IOException {
    assertThat(labels(run("a/run"), run("b/run", WITHOUT), run("other", "schedule.epochs=9")))
        .containsExactly("run, stopGradient=true", "run, stopGradient=false", "other");
  }

  @Test
  void namesakesThatDifferInMuchGoByTheWayToThem() throws IOException {
    Path first = run("tiny/20260101-120000-000");
    Path second = run("tiny/20260102-120000-000", WITHOUT, "schedule.epochs=9", "evaluation.k=7");

    assertThat(labels(first, second)).containsExactly("20260101-120000-000", "20260102-120000-000");
    assertThat(labels(run("a/x"), run("b/x", WITHOUT, "schedule.epochs=9", "evaluation.k=7")))
        .containsExactly("a/x", "b/x");
  }

  @Test
  void noTwoCellsHaveOneName() throws IOException {
    Path config = Files.writeString(directory.resolve("plain.yaml"), TinyStudies.BASE);

    assertThat(labels(config, run("tiny-study", WITHOUT))).doesNotHaveDuplicates().hasSize(2);
  }
}
