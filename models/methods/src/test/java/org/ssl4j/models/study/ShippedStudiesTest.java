package org.ssl4j.models.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.study.Ablations;
import org.ssl4j.study.CellPlan;
import org.ssl4j.study.Comparisons;
import org.ssl4j.study.StudyPlan;

/** Every study that is shipped makes sense: all cells valid, all rules readable, sources given. */
class ShippedStudiesTest {

  private static final Path CONFIGS = Path.of("..", "..", "configs");

  @TempDir Path out;

  private final MethodCatalog catalog = new MethodCatalog();

  static List<Path> ablations() throws IOException {
    try (Stream<Path> files = Files.list(CONFIGS.resolve("ablations"))) {
      return files.sorted().toList();
    }
  }

  private StudyPlan plan(Path file) {
    return Ablations.plan(TinyStudies.LOADER.loadAblation(file, List.of()), catalog, out);
  }

  @ParameterizedTest
  @MethodSource("ablations")
  void everyCellIsValidFitsTheDataAndHasPredictions(Path file) {
    StudyPlan plan = plan(file);

    assertThat(file.getFileName()).hasToString(plan.name() + ".yaml");
    assertThat(plan.cells()).allMatch(cell -> cell.refusal() == null);
    assertThat(plan.title()).isNotEqualTo(plan.name());
    assertThat(plan.description()).isNotBlank();
    assertThat(plan.predictions())
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(prediction -> prediction.source().contains("arXiv:"));
    assertThat(plan.cells())
        .filteredOn(cell -> cell.published() != null)
        .allMatch(cell -> cell.published().dataset() != null)
        .noneMatch(CellPlan::publishedOnSameData);
    for (var run : plan.runs()) {
      assertThat(run.run().config().fitTo(10_000, 10_000).fitted()).isEmpty();
      var config = run.run().config().config();
      assertThat(config.schedule().epochs()).isEqualTo(5);
      assertThat(config.evaluation().queryLimit()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "byol,10",
    "negatives,16",
    "safeguards,12",
    "simsiam-predictor,3",
    "simsiam-stopgradient,4",
    "vicreg,6"
  })
  void theStudiesHaveTheCellsTheirQuestionNeeds(String name, int cells) {
    assertThat(plan(CONFIGS.resolve("ablations").resolve(name + ".yaml")).cells()).hasSize(cells);
  }

  @Test
  void aCellOfSafeguardsHasTheTermsItSays() {
    var plan = plan(CONFIGS.resolve("ablations/safeguards.yaml"));
    var method =
        plan.cells().stream()
            .filter(cell -> cell.id().equals("bare-both"))
            .findFirst()
            .orElseThrow()
            .runs()
            .get(0)
            .config()
            .resolvedYaml();

    assertThat(method).contains("kind: none", "variance: 1", "covariance: 0.04");
  }

  @ParameterizedTest
  @CsvSource({
    "cifar10-mini,3,10,10000",
    "cifar10-midi,1,20,",
    "cifar10-full,1,800,",
    "cifar10-full-200,1,200,"
  })
  void aSuiteTrainsFiveMethodsAlikeAndKnowsWhatWasPublished(
      String name, int seeds, int epochs, Integer trainLimit) {
    var plan =
        new Comparisons(TinyStudies.LOADER, catalog, List.of(), List.of(), null)
            .open(List.of(CONFIGS.resolve("suites").resolve(name + ".yaml")))
            .plan(out);

    assertThat(plan.kind()).isEqualTo(StudyPlan.Kind.COMPARISON);
    assertThat(plan.name()).isEqualTo(name);
    assertThat(plan.cells().stream().map(cell -> cell.settings().get("method.name")))
        .containsExactly("simclr", "moco", "byol", "simsiam", "vicreg");
    assertThat(plan.cells()).allMatch(cell -> cell.runs().size() == seeds);
    for (CellPlan cell : plan.cells()) {
      assertThat(cell.published().linear()).isBetween(0.9, 0.95);
      assertThat(cell.publishedOnSameData()).isTrue();
      var config = cell.runs().get(0).config().config();
      assertThat(config.schedule().epochs()).isEqualTo(epochs);
      assertThat(config.data().trainLimit()).isEqualTo(trainLimit);
      assertThat(config.evaluation().queryLimit()).isNull();
    }
  }
}
