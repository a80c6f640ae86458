package org.ssl4j.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The diagnosis on what was met outside the laboratory, and on its healthy siblings. */
class FieldZooTest {

  private static final Logger LOG = LoggerFactory.getLogger(FieldZooTest.class);

  private static final int SPECIMENS_OF_A_KIND = 12;

  private static final Map<String, Map<Verdict, Map<Verdict, Integer>>> CONFUSION =
      new LinkedHashMap<>();
  private static final Map<String, Integer> SIZES = new LinkedHashMap<>();
  private static final List<String> WRONG = new ArrayList<>();

  @BeforeAll
  static void diagnoseAll() {
    FieldZoo.kinds()
        .forEach(
            (kind, specimens) -> {
              SIZES.put(kind, specimens.size());
              for (var specimen : specimens) {
                var diagnosis = Diagnosis.of(specimen.history());
                CONFUSION
                    .computeIfAbsent(kind, unused -> new TreeMap<>())
                    .computeIfAbsent(specimen.expected(), v -> new EnumMap<>(Verdict.class))
                    .merge(diagnosis.verdict(), 1, Integer::sum);
                if (diagnosis.verdict() != specimen.expected()) {
                  WRONG.add(
                      specimen.name()
                          + ": instead of "
                          + specimen.expected()
                          + " "
                          + diagnosis.sentence());
                }
              }
            });
    LOG.info("{}\n{}", SIZES, table());
  }

  /** As docs/METRICS.md has it. */
  private static String table() {
    var text = new StringBuilder("| kind | expected, given |");
    for (Verdict verdict : Verdict.values()) {
      text.append(' ').append(verdict).append(" |");
    }
    CONFUSION.forEach(
        (kind, rows) ->
            rows.forEach(
                (expected, row) -> {
                  text.append("\n| ").append(kind).append(" | ").append(expected).append(" |");
                  for (Verdict verdict : Verdict.values()) {
                    Integer count = row.get(verdict);
                    text.append(count == null ? " |" : " " + count + " |");
                  }
                }));
    return text.toString();
  }

  @Test
  void everySpecimenGetsItsVerdict() {
    assertThat(WRONG).isEmpty();
  }

  @Test
  void thereAreEnoughOfEachKind() {
    assertThat(SIZES.values()).allMatch(size -> size >= SPECIMENS_OF_A_KIND);
  }
}
