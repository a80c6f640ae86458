package org.ssl4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.diagnose.EmbeddingExam;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.report.browser.Chromium;
import org.ssl4j.report.browser.Tab;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.StepRecord;
import org.ssl4j.text.Text;

/** The pages in a real browser; run by {@code scripts/check-report}, because it needs Chromium. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportBrowserTest {

  private static final int LONG = 800;
  private static final int STEPS = 39;
  private static final long OPENING_MILLISECONDS = 2000;

  private Path root;
  private Chromium browser;
  private Tab tab;
  private Path runPage;
  private Path studyPage;
  private Path longStudyPage;
  private Path longRunPage;
  private Path embeddingsPage;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException, InterruptedException {
    root = directory;
    var run = SampleRuns.run(root.resolve("run"), SampleRuns.HOSTILE, 12, STEPS, 0.9);
    runPage = root.resolve("run.html");
    RunReport.write(run, runPage);
    studyPage = study("short", 4, 12);
    longStudyPage = study("long", 5, LONG);
    embeddingsPage = root.resolve("embeddings.html");
    EmbeddingsReport.write(embeddings(), null, List.of(), "features.npz", embeddingsPage);
    longRunPage = root.resolve("long-run.html");
    RunReport.write(root.resolve("long/cells/0"), longRunPage);
    browser = Chromium.start(root.resolve("profile"));
    tab = browser.tab();
  }

  private static EmbeddingExam embeddings() {
    var random = new Random(1);
    double[][] healthy = new double[64][8];
    double[][] collapsed = new double[64][8];
    for (int i = 0; i < healthy.length; i++) {
      for (int j = 0; j < healthy[i].length; j++) {
        healthy[i][j] = random.nextGaussian();
        collapsed[i][j] = 1 + 1e-3 * healthy[i][j];
      }
    }
    return EmbeddingExam.of(
        Map.of("backbone", EmbeddingMatrix.of(healthy), "projector", EmbeddingMatrix.of(collapsed)),
        Map.of(),
        null);
  }

  private Path study(String name, int cells, int epochs) {
    return study(name, name, cells, epochs);
  }

  private Path study(String name, String label, int cells, int epochs) {
    List<String> directories = new ArrayList<>();
    for (int i = 0; i < cells; i++) {
      directories.add("cells/" + i);
      SampleRuns.run(root.resolve(name).resolve("cells/" + i), name, epochs, STEPS, i % 2);
    }
    SampleRuns.study(root.resolve(name), label, directories);
    var html = root.resolve(name).resolve("report.html");
    StudyReport.write(root.resolve(name), html);
    return html;
  }

  @AfterAll
  void stop() throws InterruptedException {
    browser.close();
  }

  @BeforeEach
  void desktop() {
    tab.viewport(1280, 900, false);
    tab.media("screen", "light");
  }

  private Path page(String name) {
    return switch (name) {
      case "run" -> runPage;
      case "study" -> studyPage;
      case "long-run" -> longRunPage;
      case "embeddings" -> embeddingsPage;
      default -> longStudyPage;
    };
  }

  private void open(Path page) {
    tab.open(page.toUri());
    tab.until("document.documentElement.dataset.ready === 'true'");
  }

  /** Shapes in each chart that is shown, by the figure's id. */
  private JsonNode shapes() {
    return tab.evaluate(
        "(SSL4J.drawAll(), Object.fromEntries([...document.querySelectorAll('figure .chart')].filter(box => !box.hidden)"
            + ".map(box => [box.closest('figure').id, box.querySelectorAll('svg path, svg rect, svg circle').length])))");
  }

  @ParameterizedTest
  @CsvSource({"run, 10", "study, 10", "long-run, 10", "long-study, 10", "embeddings, 1"})
  void everyChartIsDrawnWithoutAComplaint(String name, int atLeast) {
    open(page(name));

    var shapes = shapes();

    assertThat(shapes.size()).isGreaterThanOrEqualTo(atLeast);
    shapes
        .properties()
        .forEach(entry -> assertThat(entry.getValue().asInt()).as(entry.getKey()).isGreaterThan(5));
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void textOfARunIsShownAndDoesNothing() {
    open(runPage);

    assertThat(tab.evaluate("document.querySelector('h1').textContent").asText())
        .isEqualTo(SampleRuns.HOSTILE);
    shapes();
    tab.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true; })");
    tab.evaluate(
        "document.querySelectorAll('.chart').forEach(box => { const chart = echarts.getInstanceByDom(box);"
            + " if (chart) chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: 0 }); })");
    assertThat(tab.evaluate("window.injected === undefined").asBoolean()).isTrue();
    assertThat(tab.evaluate("document.querySelectorAll('img[onerror]').length").asInt()).isZero();
    assertThat(tab.complaints()).isEmpty();
  }

  /** Text of the first element that a selector finds. */
  private String text(String selector) {
    return plain(
        tab.evaluate(Text.of("document.querySelector(\"%s\").innerText", selector)).asText());
  }

  /** With common blanks before per cent signs, where a page has blanks at which no line breaks. */
  private static String plain(String text) {
    return text.replace('\u00a0', ' ');
  }

  private Path recorded(String name) {
    var html = root.resolve("recorded-" + name + ".html");
    if (!Files.exists(html)) {
      RunReport.write(SampleRuns.recorded(name, root.resolve("recorded-" + name)), html);
    }
    return html;
  }

  @ParameterizedTest
  @CsvSource({
    "simclr-slow, Not learning, it has not moved",
    "simclr-same-views, Shortcut, of the way from chance"
  })
  void theReasonForAVerdictOnTheWholeRunIsOnTheFirstScreen(
      String name, String verdict, String reason) {
    tab.viewport(390, 800, true);
    open(recorded(name));

    assertThat(text("#verdict h2")).startsWith(verdict);
    assertThat(text("#verdict .reasons")).contains(reason).contains("k-NN is");
    assertThat(bottom("#verdict .reasons")).isBetween(1.0, 800.0);
    assertThat(
            tab.evaluate(
                    "[...document.querySelectorAll('#verdict > ul.layers strong')].map(node => node.textContent).join()")
                .asText())
        .isEqualTo("projector,backbone");
    assertThat(tab.evaluate("document.querySelector('#verdict details').open").asBoolean())
        .isFalse();
    assertThat(text("#verdict summary")).startsWith("4 other layers").contains("4 healthy");
    assertThat(tab.complaints()).isEmpty();
  }

  private double bottom(String selector) {
    return tab.evaluate(
            Text.of("document.querySelector('%s').getBoundingClientRect().bottom", selector))
        .asDouble();
  }

  @Test
  void causesComeBeforeTheLayersThatDecideNothing() {
    open(recorded("simsiam-nosg"));

    assertThat(text("#verdict h2")).startsWith("Dimensional collapse, so far");
    assertThat(bottom("#verdict ol")).isLessThan(bottom("#verdict summary"));
    assertThat(text("#verdict ol")).contains("method.stopGradient");
  }

  @Test
  void whatIsFoldedInTheVerdictStandsOpenOnPaper() {
    open(recorded("simclr-slow"));
    var open = "document.querySelector('#verdict details').open";

    tab.media("print", "light");
    tab.until(open);
    tab.media("screen", "light");
    tab.until("!" + open);
  }

  @Test
  void aScoreIsAboveABaselineOnlyBeyondItsError() {
    open(runPage);

    assertThat(text("#verdict"))
        .contains("within its error of the untrained network (30.4 %)")
        .contains("below raw pixels (34.9 %)")
        .contains("above chance (10.0 %)")
        .contains("standard error on 2000 held-out images");
  }

  @Test
  void beforeTheFirstEpochThePageConcludesNothing() throws IOException {
    var run = SampleRuns.recorded("simsiam-nosg", root.resolve("untrained"));
    var metrics = run.resolve("metrics.jsonl");
    Files.writeString(metrics, Files.readAllLines(metrics).get(0) + "\n");
    try (var server = LiveServer.start(new RunDirectory(run), 0)) {
      tab.open(java.net.URI.create(server.address()));
      tab.until("document.querySelector('#live [role=status]').textContent.startsWith('step')");

      assertThat(text("#verdict"))
          .startsWith("No verdict yet")
          .contains("k-NN on the untrained backbone")
          .doesNotContain("confidence")
          .doesNotContain("the untrained network (");
      assertThat(text(".tiles")).contains("untrained").doesNotContain("seconds per epoch");
      assertThat(text("#geometry")).contains("before training").doesNotContain("at the end");
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void numbersThatAreMissingAreNamedAndNothingBreaks() throws IOException {
    var html = root.resolve("missing.html");
    RunReport.write(RunReportTest.withoutRank(root.resolve("missing")), html);
    open(html);
    shapes();

    assertThat(text("#not-measured"))
        .contains("projector.effectiveRank from epoch 1 to 3: no <b>solution</b>");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void chartsShowTheLevelsOfTheRules() {
    open(recorded("simsiam-nosg"));
    shapes();

    var names =
        "[...document.querySelectorAll('#%s .legend button')].map(node => node.textContent.trim()).join('; ')";
    assertThat(tab.evaluate(Text.of(names, "std-ratio")).asText())
        .contains("limit, trained heads 0.25");
    assertThat(tab.evaluate(Text.of(names, "effective-rank")).asText())
        .contains("limit, ")
        .contains("projector");
    assertThat(tab.evaluate(Text.of(names, "steps-spread")).asText())
        .contains("limit of the onset");
    assertThat(tab.evaluate(Text.of(names, "loss-loss")).asText()).contains("limit, not learning");
    assertThat(text("#mean-cosine figcaption")).contains("has collapsed to one point");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void aCollapsedRankLooksUnlikeALowOneAndTheScaleNamesTheThresholds() {
    double collapsed = luminanceOfLastRank("simsiam-nosg");
    double healthy = luminanceOfLastRank("byol");

    assertThat((healthy + 0.05) / (collapsed + 0.05)).isGreaterThan(3);
    assertThat(words("#rank-map svg")).contains("collapsed < 5 %", "uncertain < 7.5 %");
  }

  /** Texts of a drawing. */
  private List<String> words(String selector) {
    List<String> words = new ArrayList<>();
    tab.evaluate(
            Text.of(
                "[...document.querySelectorAll('%s text')].map(node => node.textContent)",
                selector))
        .forEach(word -> words.add(plain(word.asText())));
    return words;
  }

  /** Of the projector's cell: 0.8 % of the possible rank are left in one run, 11 % in the other. */
  private double luminanceOfLastRank(String name) {
    open(recorded(name));
    shapes();
    return tab.evaluate(
            """
            (() => {
              const chart = echarts.getInstanceByDom(document.querySelector('#rank-map .chart'));
              const layer = chart.getOption().yAxis[0].data.indexOf('projector');
              const cells = chart.getModel().getSeriesByIndex(0).getData();
              let last = -1;
              for (let i = 0; i < cells.count(); i++) if (cells.get('y', i) === layer) last = i;
              return cells.getItemVisual(last, 'style').fill.match(/[\\d.]+/g).slice(0, 3).map(Number).map(c => c / 255)
                .map(c => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            })()""")
        .asDouble();
  }

  @Test
  void eigenvaluesAreSharesOfTheFirstOverALogarithmicIndex() {
    open(runPage);
    shapes();

    var first =
        tab.evaluate(
            "echarts.getInstanceByDom(document.querySelector('#spectrum-chart .chart')).getOption().series.slice(0, 3)"
                + ".map(line => [line.data[0], line.data[9]])");
    for (var line : first) {
      assertThat(line.get(0).toString()).isEqualTo("[0,0,1,1]");
      assertThat(line.get(1).get(0).asDouble()).isEqualTo(1);
      assertThat(line.get(1).get(3).asInt()).isEqualTo(10);
    }
    assertThat(text("#spectrum-chart figcaption")).containsPattern("^\\d+ of 128 directions have");
    assertThat(words("#spectrum-chart svg")).contains("1", "2", "5", "10", "100", "1e-4");
  }

  @Test
  void aMeasureThatIsAnAnswerIsNotADash() {
    open(embeddingsPage);

    var row =
        tab.evaluate(
            "[...document.querySelectorAll('#geometry tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))"
                + ".find(cells => cells[0] === 'all images equal')");
    assertThat(row.get(1).asText()).isEqualTo("no");
    assertThat(row.get(3).asText()).contains("yes");
    assertThat(
            tab.evaluate(
                "[...document.querySelectorAll('#geometry tbody tr')].filter(row => row.cells[3].textContent === '').map(row => row.cells[0].textContent)"))
        .as("measures without a word on how to read them")
        .allSatisfy(name -> assertThat(name.asText()).isIn("images measured", "dimensions"));
  }

  @Test
  void theSliderMovesTheSpectrum() {
    open(runPage);
    shapes();
    var state =
        "document.querySelector('#spectrum output').textContent + document.querySelector('#spectrum-chart svg').outerHTML";
    tab.evaluate("document.getElementById('spectrum-epoch').focus()");
    var before = tab.evaluate(state).asText();

    tab.press("ArrowRight", 39);

    tab.until("document.querySelector('#spectrum output').textContent === 'epoch 7'");
    assertThat(tab.evaluate(state).asText()).isNotEqualTo(before);
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void tablesSortByMouseAndByKeyboard() {
    open(runPage);
    var column =
        "[...document.querySelectorAll('#numbers tbody tr')].map(row => row.cells[%d].textContent)";
    var head = "#numbers thead th:nth-child(1)";
    assertThat(tab.evaluate(Text.of(column, 0)).get(0).asText()).isEqualTo("0");

    tab.click(head + " button");
    tab.until(
        Text.of("document.querySelector('%s').getAttribute('aria-sort') === 'ascending'", head));
    tab.evaluate(Text.of("document.querySelector('%s button').focus()", head));
    tab.press(" ", 32);
    tab.until(
        Text.of("document.querySelector('%s').getAttribute('aria-sort') === 'descending'", head));

    var epochs = tab.evaluate(Text.of(column, 0));
    for (int i = 0; i < epochs.size(); i++) {
      assertThat(epochs.get(i).asInt()).isEqualTo(12 - i);
    }
  }

  @Test
  void theNumbersBehindAChartOpenByKeyboard() {
    open(runPage);
    tab.evaluate("document.querySelector('#effective-rank summary').focus()");

    tab.press(" ", 32);

    tab.until("document.querySelectorAll('#effective-rank tbody tr').length === 13");
    var header =
        tab.evaluate(
            "[...document.querySelectorAll('#effective-rank thead th')].map(cell => cell.textContent)");
    assertThat(header.toString())
        .isEqualTo("[\"epoch\",\"backbone\",\"projector\",\"predictor\",\"target\"]");
  }

  @Test
  void theNumbersBehindTheChartsOfAStudyAreShares() {
    open(studyPage);
    var cells =
        "(document.querySelector('#%s details').open = true, [...document.querySelectorAll('#%s tbody tr')].map(row => [...row.cells].map(cell => cell.textContent).slice(-%d)))";
    tab.evaluate(Text.of(cells, "score-knn", "score-knn", 4));
    tab.evaluate(Text.of(cells, "plane-map", "plane-map", 1));

    tab.until("document.querySelectorAll('#score-knn tbody tr').length === 4");
    tab.until("document.querySelectorAll('#plane-map tbody tr').length === 4");

    assertThat(tab.evaluate(Text.of(cells, "score-knn", "score-knn", 4)).toString())
        .isEqualTo(
            "[[\"46\",\"1\",\"3\",\"53\"],[\"44\",\"1\",\"3\",\"52\"],[\"42\",\"1\",\"3\",\"51\"],[\"40\",\"1\",\"3\",\"–\"]]");
    assertThat(tab.evaluate(Text.of(cells, "plane-map", "plane-map", 1)).toString())
        .isEqualTo("[[\"40\"],[\"44\"],[\"42\"],[\"46\"]]");
    var ranking = tab.evaluate("document.getElementById('ranking').textContent").asText();
    assertThat(plain(ranking))
        .contains("46.0 ± 1.0 %", "53.0 % [1]", "2 complete collapse", "1 uncertain", "a paper");
    assertThat(tab.evaluate("document.getElementById('predictions').textContent").asText())
        .contains("undecided")
        .doesNotContain("open");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void aNameInTheLegendHidesItsCurve() {
    open(runPage);
    shapes();
    var lines =
        "echarts.getInstanceByDom(document.querySelector('#std-ratio .chart')).getOption().series.filter(Boolean).map(line => line.name).join()";
    var limits = ",limit, trained heads 0.25,limit, other layers 0.12";
    assertThat(tab.evaluate(lines).asText())
        .isEqualTo("backbone,projector,predictor,target" + limits);

    tab.click("#std-ratio .legend button:nth-child(2)");

    tab.until(
        "document.querySelector('#std-ratio .legend button:nth-child(2)').getAttribute('aria-pressed') === 'false'");
    assertThat(tab.evaluate(lines).asText()).isEqualTo("backbone,predictor,target" + limits);
  }

  @ParameterizedTest
  @CsvSource({
    "run, 390, light",
    "run, 320, dark",
    "study, 390, dark",
    "run, 1280, dark",
    "study, 1280, light"
  })
  void nothingSticksOutAtAnyWidthOrColours(String name, int width, String colours) {
    tab.viewport(width, 800, width < 800);
    tab.media("screen", colours);
    open(page(name));
    shapes();

    assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(width);
    var wide =
        tab.evaluate(
            "[...document.querySelectorAll('figure svg')].filter(svg => svg.getBoundingClientRect().right > innerWidth + 1).length");
    assertThat(wide.asInt()).isZero();
    assertThat(tab.complaints()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1280", "390"})
  void longNamesOfCellsAreWholeOrShortenedButNeverCut(int width) {
    tab.viewport(width, 800, width < 800);
    String shared = "learningRate=0.05, layers=[2048, 2048, 2048], ";
    String own =
        "a-name-that-somebody-made-long-because-it-says-all-that-was-changed-here-and-there-";
    open(study("names-" + width, shared + own, 12, 3));
    shapes();

    var outside =
        tab.evaluate(
            """
            [...document.querySelectorAll('#scores figure svg')].flatMap(svg => [...svg.querySelectorAll('text')]
              .filter(text => text.getBoundingClientRect().left < svg.getBoundingClientRect().left - 1
                || text.getBoundingClientRect().right > svg.getBoundingClientRect().right + 1)
              .map(text => text.textContent))""");
    assertThat(outside).isEmpty();
    assertThat(text("#scores"))
        .contains("All cells: learningRate=0.05, layers=[2048, 2048, 2048].");
    assertThat(String.join(" ", words("#score-knn svg")))
        .contains("-0", "-11")
        .doesNotContain("2048");
    assertThat(tab.evaluate("document.querySelector('#curve-knn .legend button').title").asText())
        .contains(shared + own + "0");
    assertThat(text("#ranking")).contains(own + "11");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void darkModeIsDarkAndItsTextCanBeRead() {
    tab.media("screen", "dark");
    open(runPage);
    shapes();

    assertThat(contrast("body", "body")).isGreaterThan(7);
    assertThat(contrast(".notice, figcaption", "body")).isGreaterThan(4.5);
    assertThat(tab.evaluate("getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo("rgb(20, 23, 27)");
  }

  /** White inside a marker would be the brightest spot of a dark page. */
  @Test
  void hollowMarkersShowTheGroundOfTheirPage() {
    tab.media("screen", "dark");
    open(recorded("byol"));
    shapes();

    var fills =
        tab.evaluate(
                "[...new Set([...document.querySelectorAll('#std-ratio svg path')].map(node => node.getAttribute('fill')))]")
            .toString();
    assertThat(fills).contains("#14171b").doesNotContain("#fff");
  }

  @Test
  void noLineBreaksBeforeAPerCentSign() {
    open(recorded("byol"));

    var tile = tab.evaluate("document.querySelector('.tiles').textContent").asText();
    assertThat(tile).contains("\u00a0%").doesNotContain(" %");
  }

  @Test
  void noTileStandsAloneInARowOfADesktop() {
    open(recorded("byol"));

    var rows =
        tab.evaluate(
            """
            (() => {
              const tops = [...document.querySelectorAll('.tile')].map(tile => Math.round(tile.getBoundingClientRect().top));
              return [...new Set(tops)].map(top => tops.filter(other => other === top).length);
            })()""");

    assertThat(rows.get(rows.size() - 1).asInt()).as("tiles of rows: %s", rows).isGreaterThan(1);
  }

  @Test
  void aChoiceOfNothingIsNotShown() throws IOException {
    var run = SampleRuns.recorded("byol", root.resolve("no-gallery"));
    Files.deleteIfExists(run.resolve("spectra.jsonl"));
    var html = root.resolve("no-gallery.html");
    RunReport.write(run, html);
    open(html);

    assertThat(text("#spectrum-chart .notice")).contains("no spectra.jsonl");
    assertThat(text("#projection .notice")).contains("no gallery");
    for (var id : List.of("spectrum-chart", "projection")) {
      assertThat(
              tab.evaluate(Text.of("document.querySelector('#%s select').offsetHeight", id))
                  .asInt())
          .as(id)
          .isZero();
    }
    assertThat(tab.evaluate("document.querySelector('#any-measure select').offsetHeight").asInt())
        .isPositive();
  }

  @Test
  void tablesHaveSixDigitsAndSmallNumbersAnExponent() {
    open(runPage);

    assertThat(
            tab.evaluate(
                    "[0, 0.00000248415, -0.0005, 0.09999999999999859, 12345678].map(SSL4J.exact).join(' ')")
                .asText())
        .isEqualTo("0 2.48415e-6 -5e-4 0.1 12345678");
  }

  /** 195 steps: the axis ends half a tick after its last round label. */
  @Test
  void theLastStepDoesNotRunIntoTheLabelBeforeIt() {
    var html = root.resolve("five.html");
    RunReport.write(SampleRuns.run(root.resolve("five"), "five", 5, STEPS, 0.9), html);
    tab.viewport(390, 844, true);
    open(html);
    shapes();

    var gap =
        tab.evaluate(
            """
            (() => {
              const texts = [...document.querySelectorAll('#steps-loss svg text')].map(node => ({ words: node.textContent, box: node.getBoundingClientRect() }));
              const row = texts.find(text => text.words === '60').box.top;
              const labels = texts.filter(text => Math.abs(text.box.top - row) < 2).map(text => text.box).sort((a, b) => a.left - b.left);
              return Math.min(...labels.slice(1).map((box, i) => box.left - labels[i].right));
            })()""");
    assertThat(gap.asDouble()).isGreaterThan(4);
  }

  @Test
  void sentencesOfAStudyAreTypeset() {
    open(studyPage);

    assertThat(tab.evaluate("SSL4J.typeset('15.2 % +- 0.2')").asText())
        .isEqualTo("15.2\u00a0% ± 0.2");
    assertThat(tab.evaluate("document.body.innerText").asText()).doesNotContain("+-");
  }

  /** Of WCAG 2: 4.5 is the least for text. */
  private double contrast(String text, String ground) {
    return tab.evaluate(
            Text.of(
                """
            (() => {
              const luminance = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(c => c / 255)
                .map(c => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const a = luminance(getComputedStyle(document.querySelector('%s')).color);
              const b = luminance(getComputedStyle(document.querySelector('%s')).backgroundColor);
              return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            })()""",
                text, ground))
        .asDouble();
  }

  @Test
  void fiveMethodsOfEightHundredEpochsOpenInTwoSeconds() throws IOException {
    assertThat(Files.size(longStudyPage)).isLessThan(5_000_000);
    for (Path page : List.of(longStudyPage, longRunPage)) {
      assertThat(tab.openingTime(page.toUri()))
          .as(page.getFileName() + " opens in ms")
          .isBetween(1L, OPENING_MILLISECONDS);
      tab.until("document.documentElement.dataset.ready === 'true'");
    }
  }

  @Test
  void printsOnWhitePaperWithAllCharts() throws IOException {
    tab.media("screen", "dark");
    open(runPage);
    var pdf = root.resolve("page.pdf");

    tab.print(pdf);

    assertThat(Files.size(pdf)).isGreaterThan(100_000);
    var undrawn =
        tab.evaluate(
            "[...document.querySelectorAll('figure .chart')].filter(box => !box.hidden && !box.querySelector('svg')).length");
    assertThat(undrawn.asInt()).isZero();
    tab.until("document.documentElement.dataset.theme === undefined");
  }

  @Test
  void aServedPageFollowsTheRunWithoutReloading() throws IOException {
    var run = SampleRuns.run(root.resolve("live"), "live", 3, 4, 0);
    try (var server = LiveServer.start(new RunDirectory(run), 0)) {
      tab.open(java.net.URI.create(server.address()));
      tab.until("document.querySelector('#live [role=status]').textContent.startsWith('step')");
      tab.evaluate("window.sameDocument = true");

      server.onStep(new StepRecord(13, 4, 0.5, Map.of(), 0.9, 0.1, 20, 0.5, 0.01, null, 1000, 0));
      tab.until("document.querySelector('#live [role=status]').textContent.startsWith('step 13')");
      var lines = JsonFiles.lines(run.resolve("metrics.jsonl"));
      var next =
          ((com.fasterxml.jackson.databind.node.ObjectNode) lines.get(3))
              .put("epoch", 4)
              .put("step", 16);
      assertThat(text("#verdict")).startsWith("Healthy, so far").contains("After epoch 3 of 3");
      Files.writeString(run.resolve("metrics.jsonl"), next + "\n", StandardOpenOption.APPEND);
      tab.until("document.querySelectorAll('#numbers tbody tr').length === 5");

      assertThat(tab.evaluate("window.sameDocument").asBoolean()).isTrue();
      assertThat(
              tab.evaluate(
                      "echarts.getInstanceByDom(document.querySelector('#steps-loss .chart')).getOption().series[0].data.length")
                  .asInt())
          .isEqualTo(13);

      SampleRuns.collapsedEpoch(run, 5);
      SampleRuns.collapsedEpoch(run, 6);
      tab.until(
          "document.querySelector('#verdict h2').textContent.startsWith('Dimensional collapse, so far')");
      assertThat(text("#verdict")).contains("After epoch 6").contains("effective rank is 2.0");
      assertThat(tab.complaints()).isEmpty();
    }
  }
}
