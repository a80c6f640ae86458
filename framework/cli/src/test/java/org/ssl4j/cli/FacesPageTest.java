package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.kinds.ArrayFiles;
import org.ssl4j.kinds.CollapseKind;
import org.ssl4j.kinds.CollapseKinds;
import org.ssl4j.kinds.FaceZoo;
import org.ssl4j.measure.NumberArray;

/**
 * {@code docs/FACES-OF-COLLAPSE.md}: each command runs, and each measure, array and option is on
 * the page.
 */
class FacesPageTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "FACES-OF-COLLAPSE.md");

  private static final Pattern COMMAND =
      Pattern.compile("^    scripts/ssl4j (diagnose .*)$", Pattern.MULTILINE);

  private static final Pattern TABLE =
      Pattern.compile("^\\| (\\w+) \\| ([A-Z_]+) \\|(.*)\\|$", Pattern.MULTILINE);

  @TempDir Path directory;

  static List<String> commands() throws IOException {
    return COMMAND.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
  }

  /** A section from its heading to the next. */
  private static String section(String page, String start) {
    int from = page.indexOf("\n## " + start);
    assertThat(from).as(start).isPositive();
    int end = page.indexOf("\n## ", from + 1);
    return page.substring(from, end < 0 ? page.length() : end);
  }

  private static FaceZoo.Specimen healthy(String kind) {
    return FaceZoo.specimens().stream()
        .filter(one -> one.kind().equals(kind) && one.expected() == Verdict.HEALTHY)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandRuns(String command) {
    List<String> words = Arrays.asList(command.split(" "));
    int at = words.indexOf("--kind");
    String kind = at < 0 ? "embeddings" : words.get(at + 1);
    Map<String, NumberArray> arrays =
        kind.equals("embeddings")
            ? Map.of("embeddings", healthy("units").arrays().get("activations"))
            : healthy(kind).arrays();
    String[] arguments =
        words.stream()
            .map(
                word ->
                    word.endsWith(".npz")
                        ? ArrayFiles.npz(directory.resolve(word), arrays).toString()
                        : word.endsWith(".npy") ? npy(word, arrays) : word)
            .toArray(String[]::new);
    var ran = Ran.of(arguments);
    assertThat(ran.code()).as(ran.err() + ran.out()).isZero();
    if (!words.contains("--json")) {
      // The zoo's codes are of a smaller codebook than the one of the page.
      assertThat(ran.out())
          .startsWith(words.contains("size=512") ? "UNCERTAIN" : "HEALTHY")
          .contains("report: ");
    }
  }

  private String npy(String name, Map<String, NumberArray> arrays) {
    return ArrayFiles.npy(directory.resolve(name), arrays.values().iterator().next()).toString();
  }

  @Test
  void thePageHasCommandsOfAllKinds() throws IOException {
    var kinds =
        commands().stream()
            .flatMap(one -> Pattern.compile("--kind (\\w+)").matcher(one).results())
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(kinds)
        .containsExactlyElementsOf(
            CollapseKinds.all().stream().map(CollapseKind::name).sorted().toList());
    assertThat(commands()).hasSizeGreaterThan(12);
  }

  @Test
  void everyArrayMeasureAndOptionIsOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    Map<String, String> headings = new LinkedHashMap<>();
    headings.put("pairs", "Pairs");
    headings.put("attention", "Attention");
    headings.put("tokens", "Tokens");
    headings.put("vae", "VAE");
    headings.put("codes", "Codes");
    headings.put("generative", "Generative");
    headings.put("units", "Units");
    for (var kind : CollapseKinds.all()) {
      String section = section(page, headings.get(kind.name()));
      assertThat(page).contains("| [`" + kind.name() + "`](#");
      kind.measures()
          .forEach(one -> assertThat(section).as(kind.name()).contains("`" + one.name() + "`"));
      kind.options().forEach(one -> assertThat(section).contains(one.name() + "="));
      kind.arrays()
          .forEach(
              one ->
                  assertThat(section)
                      .containsAnyOf(one.name() + "=", "\"" + one.name() + ".npy\""));
      assertThat(section).contains("```python", "**What it cannot tell.**", "](images/faces/");
    }
  }

  /** The table is the one that the zoo gives, which has no other verdict than the expected one. */
  @Test
  void theConfusionTableCountsTheZoo() throws IOException {
    String section = section(Files.readString(PAGE), "Confusion table");
    Map<String, Integer> written = new LinkedHashMap<>();
    TABLE
        .matcher(section)
        .results()
        .forEach(
            row ->
                written.put(
                    row.group(1) + " " + row.group(2),
                    Integer.valueOf(row.group(3).replaceAll("[ |]", ""))));
    Map<String, Integer> counted = new LinkedHashMap<>();
    for (var one : FaceZoo.specimens()) {
      counted.merge(one.kind() + " " + one.expected(), 1, Integer::sum);
    }
    assertThat(written).isEqualTo(counted);
    assertThat(section).contains("`FaceZoo`, " + FaceZoo.specimens().size() + " of them");
  }

  @Test
  void everyPictureIsThere() throws IOException {
    var pictures =
        Pattern.compile("\\]\\((images/[^)]+)\\)")
            .matcher(Files.readString(PAGE))
            .results()
            .toList();
    assertThat(pictures).hasSizeGreaterThanOrEqualTo(7);
    pictures.forEach(one -> assertThat(PAGE.resolveSibling(one.group(1))).exists());
  }
}
