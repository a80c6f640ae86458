package org.ssl4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.data.DataCatalog;

class ConfigReferenceTest {
  private final String page =
      ConfigReference.markdown(
          SampleMethods.all(),
          new DataCatalog().settingsTypes(),
          new DataCatalog().summaries(),
          SampleMethods.presets());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "| `batchSize` | whole number | `256` | at least 2 | Images per step;",
        "| `trainLimit` | whole number | `null` | at least 2; or `null` | ",
        "| `dataset` | word | required | `cifar10`, `folder`, `shapes` | ",
        "| `decay` | word | `cosine` | `cosine`, `constant` | ",
        "| `scaleByBatch` | true or false | `false` |  | ",
        "| `root` | text | `null` | or `null` | ",
        "| `blocks` | list of whole numbers | `null` | each between 1 and 64; or `null` | ",
        "| `cropScale` | list of numbers | `[0.2, 1.0]` | exactly 2; each greater than 0 and at most 1; or `null` | ",
        "| `projector` | [`method.projector`](#methodprojector) | `{layers: [512, 128]}` |  | Head. |",
        "| `method` | [`method` of `contrast`](#method-of-contrast), [`method` of `predict`](#method-of-predict) | required | "
      })
  void aKeyHasItsTypeDefaultAndRange(String row) {
    assertThat(page).contains(row);
  }

  @Test
  void everyKeyOfEverySectionIsOnThePage() {
    for (Class<? extends Record> section :
        List.<Class<? extends Record>>of(
            ExperimentConfig.class,
            DataConfig.class,
            ViewsConfig.class,
            ViewConfig.class,
            OptimizerConfig.class,
            HeadConfig.class,
            PredictorConfig.class,
            TargetConfig.class,
            SampleMethods.Predict.class)) {
      assertThat(Arrays.stream(section.getRecordComponents()))
          .allSatisfy(key -> assertThat(page).contains("\n| `" + key.getName() + "` |"));
    }
  }

  @Test
  void sectionsThatShareARecordShareATable() {
    assertThat(page)
        .contains(
            "\n## `views.view1`, `views.view2`, `views.groups.view`, `views.groups.evenView`\n")
        .containsOnlyOnce("| `solarizeThreshold` |");
  }

  @Test
  void everyLinkLeadsToAHeading() {
    List<String> anchors =
        Pattern.compile("^## (.*)$", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map(
                heading ->
                    heading
                        .group(1)
                        .replaceAll("[`.,]", "")
                        .replace(' ', '-')
                        .toLowerCase(java.util.Locale.ROOT))
            .toList();
    Matcher links = Pattern.compile("\\]\\(#([^)]*)\\)").matcher(page);

    assertThat(links.results().map(link -> link.group(1)).toList())
        .isNotEmpty()
        .allSatisfy(anchor -> assertThat(anchors).contains(anchor));
  }

  @Test
  void everyRowHasFiveCells() {
    assertThat(page.lines().filter(line -> line.startsWith("|")))
        .allSatisfy(line -> assertThat(line.split("(?<!\\\\)\\|", -1)).hasSize(7));
  }
}
