package org.ssl4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.kinds.FaceExam;
import org.ssl4j.kinds.FaceZoo;
import org.ssl4j.report.browser.Chromium;
import org.ssl4j.report.browser.Tab;

/** The pages of all kinds in a real browser; run by {@code scripts/check-report}. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaceBrowserTest {

  private Path root;
  private Chromium browser;
  private Tab tab;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException, InterruptedException {
    root = directory;
    browser = Chromium.start(root.resolve("profile"));
    tab = browser.tab();
  }

  @AfterAll
  void stop() throws InterruptedException {
    browser.close();
  }

  /** Of each kind the first with a baseline, and the first that has collapsed without one. */
  static List<FaceZoo.Specimen> specimens() {
    Map<String, FaceZoo.Specimen> chosen = new LinkedHashMap<>();
    for (var one : FaceZoo.specimens()) {
      if (one.baseline() != null) {
        chosen.putIfAbsent(one.kind() + " beside a baseline", one);
      } else if (one.expected().collapsed()) {
        chosen.putIfAbsent(one.kind(), one);
      }
    }
    return List.copyOf(chosen.values());
  }

  @ParameterizedTest
  @MethodSource("specimens")
  void picturesAreDrawnAndNothingSticksOut(FaceZoo.Specimen specimen) {
    FaceExam exam = specimen.examine();
    Path html = root.resolve("page.html");
    FaceReport.write(exam, List.of("x.npz: <script>alert(1)</script>"), "a <b>name</b>", html);
    for (String look : List.of("1280 light", "390 dark", "320 light")) {
      int width = Integer.parseInt(look.split(" ")[0]);
      tab.viewport(width, 900, width < 800);
      tab.media("screen", look.split(" ")[1]);
      tab.open(html.toUri());
      tab.until("document.documentElement.dataset.ready === 'true'");
      var shapes =
          tab.evaluate(
              "(SSL4J.drawAll(), Object.fromEntries([...document.querySelectorAll('figure .chart')].filter(box => !box.hidden)"
                  + ".map(box => [box.closest('figure').id, box.querySelectorAll('svg path, svg rect').length])))");
      var without =
          tab.evaluate(
              "[...document.querySelectorAll('figure')].filter(figure => figure.querySelector('.chart').hidden)"
                  + ".map(figure => figure.querySelector('.notice').textContent)");
      assertThat(shapes.size() + without.size()).isEqualTo(exam.pictures().size());
      assertThat(shapes.size()).isPositive();
      without.forEach(reason -> assertThat(reason.asText()).isNotEmpty());
      shapes
          .properties()
          .forEach(
              entry -> assertThat(entry.getValue().asInt()).as(entry.getKey()).isGreaterThan(5));
      assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
          .as(look)
          .isLessThanOrEqualTo(width);
      assertThat(tab.evaluate("document.querySelector('h1').textContent").asText())
          .isEqualTo("a <b>name</b>");
      assertThat(tab.complaints()).isEmpty();
    }
  }
}
