package org.ssl4j.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.text.Text;

/** The verdicts of all kinds on arrays whose verdict is known by construction. */
class FaceZooTest {

  private static final Logger LOG = LoggerFactory.getLogger(FaceZooTest.class);

  private static final int OF_EACH_KIND = 12;

  private static final Map<String, Map<Verdict, Map<Verdict, Integer>>> CONFUSION =
      new LinkedHashMap<>();
  private static final List<String> WRONG = new ArrayList<>();
  private static final List<FaceExam> UNDECIDED = new ArrayList<>();

  @BeforeAll
  static void examineAll() {
    for (var specimen : FaceZoo.specimens()) {
      var exam = specimen.examine();
      CONFUSION
          .computeIfAbsent(specimen.kind(), kind -> new EnumMap<>(Verdict.class))
          .computeIfAbsent(specimen.expected(), v -> new EnumMap<>(Verdict.class))
          .merge(exam.verdict(), 1, Integer::sum);
      if (exam.verdict() != specimen.expected()) {
        WRONG.add(
            Text.of(
                "%s, %s: %s instead of %s: %s",
                specimen.kind(),
                specimen.name(),
                exam.verdict(),
                specimen.expected(),
                exam.sentence()));
      }
      if (specimen.name().endsWith("no baseline")) {
        UNDECIDED.add(exam);
      }
    }
    LOG.info("{} wrong\n{}{}", WRONG.size(), table(), String.join("\n", WRONG));
  }

  private static String table() {
    var text = new StringBuilder("| kind | expected, given |");
    for (Verdict verdict : Verdict.values()) {
      text.append(' ').append(verdict).append(" |");
    }
    CONFUSION.forEach(
        (kind, rows) ->
            rows.forEach(
                (expected, row) -> {
                  text.append(Text.of("\n| %s | %s |", kind, expected));
                  for (Verdict verdict : Verdict.values()) {
                    text.append(' ').append(row.containsKey(verdict) ? row.get(verdict) : "");
                    text.append(" |");
                  }
                }));
    return text.append('\n').toString();
  }

  @Test
  void everyVerdictIsTheExpectedOne() {
    assertThat(WRONG).isEmpty();
  }

  @Test
  void eachKindHasEnoughCases() {
    assertThat(CONFUSION.keySet())
        .containsExactlyInAnyOrderElementsOf(
            CollapseKinds.all().stream().map(CollapseKind::name).toList());
    CONFUSION.forEach(
        (kind, rows) ->
            assertThat(
                    rows.values().stream()
                        .flatMap(row -> row.values().stream())
                        .mapToInt(n -> n)
                        .sum())
                .as(kind)
                .isGreaterThanOrEqualTo(OF_EACH_KIND));
  }

  @Test
  void aMissingBaselineIsAskedForBySentence() {
    assertThat(UNDECIDED).hasSizeGreaterThanOrEqualTo(5);
    assertThat(UNDECIDED)
        .allSatisfy(
            exam ->
                assertThat(exam.sentence()).contains("a baseline decides: give ").endsWith("."));
  }
}
