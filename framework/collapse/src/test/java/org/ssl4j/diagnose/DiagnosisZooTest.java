package org.ssl4j.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.text.Text;

/** The diagnosis on embeddings and histories whose verdict is known by construction. */
class DiagnosisZooTest {

  private static final Logger LOG = LoggerFactory.getLogger(DiagnosisZooTest.class);

  private static final double RIGHT = 0.95;
  private static final int SPECIMENS = 60;

  private static final Map<Verdict, Map<Verdict, Integer>> CONFUSION = new EnumMap<>(Verdict.class);
  private static final List<String> WRONG = new ArrayList<>();
  private static int specimens;

  @BeforeAll
  static void diagnoseAll() {
    for (var specimen : Zoo.specimens()) {
      var verdict = Diagnosis.of(specimen.history()).verdict();
      CONFUSION
          .computeIfAbsent(specimen.expected(), v -> new EnumMap<>(Verdict.class))
          .merge(verdict, 1, Integer::sum);
      specimens++;
      if (verdict != specimen.expected()) {
        WRONG.add(Text.of("%s: %s instead of %s", specimen.name(), verdict, specimen.expected()));
      }
    }
    LOG.info("{} specimens, {} wrong\n{}{}", specimens, WRONG.size(), table(), WRONG);
  }

  private static String table() {
    var text = new StringBuilder(Text.of("%-22s", "is \\ called"));
    for (Verdict verdict : Verdict.values()) {
      text.append(Text.of("%22s", verdict));
    }
    CONFUSION.forEach(
        (expected, row) -> {
          text.append(Text.of("\n%-22s", expected));
          for (Verdict verdict : Verdict.values()) {
            text.append(Text.of("%22d", row.getOrDefault(verdict, 0)));
          }
        });
    return text.append('\n').toString();
  }

  @Test
  void atLeast95PercentAreRight() {
    assertThat(specimens).isGreaterThanOrEqualTo(SPECIMENS);
    assertThat(WRONG).hasSizeLessThanOrEqualTo((int) ((1 - RIGHT) * specimens));
  }

  @Test
  void everyVerdictIsRepresented() {
    assertThat(CONFUSION.keySet()).containsExactly(Verdict.values());
  }

  @Test
  void noHealthyOneIsCalledCollapsed() {
    CONFUSION
        .get(Verdict.HEALTHY)
        .forEach((called, count) -> assertThat(called.collapsed()).isFalse());
  }

  @Test
  void noCollapsedOneIsCalledHealthy() {
    CONFUSION.forEach(
        (expected, row) -> {
          if (expected.collapsed()) {
            assertThat(row).doesNotContainKey(Verdict.HEALTHY);
          }
        });
  }
}
