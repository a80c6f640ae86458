package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.run.RecordedRun;

/**
 * {@code ssl4j diagnose} on embeddings with labels, names and second views, as a person runs it.
 */
class DiagnoseFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int N = 120;
  private static final int D = 12;
  private static final int CLASSES = 4;

  @TempDir Path directory;

  private static Ran run(String... arguments) {
    return Ran.of(arguments);
  }

  /** Groups of rows around four centres; another seed of the noise is another view. */
  private static double[][] rows(long noise) {
    var centres = new Random(1);
    double[][] centre = new double[CLASSES][D];
    var image = new Random(2);
    var view = new Random(noise);
    for (double[] one : centre) {
      java.util.Arrays.setAll(one, j -> 2 * centres.nextGaussian());
    }
    double[][] rows = new double[N][D];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < D; j++) {
        rows[i][j] = centre[i % CLASSES][j] + image.nextGaussian() + 0.1 * view.nextGaussian();
      }
    }
    return rows;
  }

  private Path csv(
      String name,
      String header,
      double[][] rows,
      IntFunction<String> before,
      IntFunction<String> after)
      throws IOException {
    var text = new StringBuilder(header);
    for (int i = 0; i < rows.length; i++) {
      text.append(before.apply(i));
      for (int j = 0; j < rows[i].length; j++) {
        text.append(j == 0 ? "" : ",").append((float) rows[i][j]);
      }
      text.append(after.apply(i)).append('\n');
    }
    return Files.writeString(directory.resolve(name), text);
  }

  private String plain(String name, double[][] rows) throws IOException {
    return csv(name, "", rows, i -> "", i -> "").toString();
  }

  private String labels(String name, IntFunction<String> label) throws IOException {
    var text = new StringBuilder();
    IntStream.range(0, N).forEach(i -> text.append(label.apply(i)).append('\n'));
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static JsonNode json(Ran ran) throws IOException {
    assertThat(ran.code()).as(ran.err()).isZero();
    return JSON.readTree(ran.out());
  }

  @Test
  void aDataFrameIsDiagnosedLikeItsNumbers() throws IOException {
    var alone = json(run("diagnose", plain("e.csv", rows(5)), "--json"));
    String header =
        IntStream.range(0, D).mapToObj(j -> "," + j).reduce("", String::concat) + ",label\n";
    var frame =
        csv("frame.csv", header, rows(5), i -> i + ",", i -> ",class" + i % CLASSES).toString();
    var ran = json(run("diagnose", frame, "--json"));
    assertThat(ran.at("/layers/0/measures")).isEqualTo(alone.at("/layers/0/measures"));
    assertThat(ran.get("notes").toString())
        .contains(
            "120 embeddings of 12 dimensions", "column 1 is left out because it numbers the rows");
    assertThat(ran.at("/score/top1").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void aScoreAgainstChanceIsInTextJsonAndPage() throws IOException {
    String embeddings = plain("e.csv", rows(5));
    String labels = labels("l.txt", i -> "class " + i % CLASSES);
    var text = run("diagnose", embeddings, "--labels", labels);
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out())
        .contains(
            "labels:",
            "k-NN of e by l.txt classifies",
            "of 24 rows correctly, with neighbours from 96 other rows (k 5")
        .contains("most frequent of 4 classes", "clearly above chance");
    assertThat(directory.resolve("e-report.html"))
        .content()
        .contains("\"score\":{\"layer\":\"e\"", "clearly above chance");
    var score = json(run("diagnose", embeddings, "--labels", labels, "--json")).get("score");
    assertThat(score.get("top1").asDouble()).isGreaterThan(0.9);
    assertThat(score.get("chance").asDouble()).isBetween(0.2, 0.5);
    assertThat(score.get("classes").asInt()).isEqualTo(CLASSES);
    assertThat(score.get("queries").asInt()).isEqualTo(24);
    assertThat(score.get("problem").isNull()).isTrue();
  }

  @Test
  void labelsThatCannotCarryAScoreAreNamedAndChangeNoVerdict() throws IOException {
    String embeddings = plain("e.csv", rows(5));
    String view = plain("v.csv", rows(6));
    var alone = json(run("diagnose", embeddings, "--json"));
    for (String kind : List.of("own", "same", "none")) {
      String labels =
          labels(
              kind + ".txt",
              i -> kind.equals("own") ? "img" + i : kind.equals("same") ? "7" : "-1");
      var ran = json(run("diagnose", embeddings, "--labels", labels, "--view2", view, "--json"));
      assertThat(ran.get("verdict")).isEqualTo(alone.get("verdict"));
      assertThat(ran.at("/score/top1").isNull()).isTrue();
      assertThat(ran.at("/score/problem").asText())
          .containsAnyOf("a label of its own", "labels are the same class", "no row has a label");
    }
    var text = run("diagnose", embeddings, "--labels", directory.resolve("own.txt").toString());
    assertThat(text.out())
        .contains("The k-NN score by own.txt was not computed: each of the 120 rows");
    assertThat(directory.resolve("e-report.html")).content().contains("The k-NN score by");
  }

  private static <T> List<T> shuffled(List<T> values) {
    List<T> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, new Random(9));
    return shuffled;
  }

  @Test
  void rowsOfASecondViewInAnotherOrderAreNoticed() throws IOException {
    String embeddings = plain("e.csv", rows(5));
    String labels = labels("l.txt", i -> String.valueOf(new Random(i).nextInt(CLASSES)));
    double[][] second = rows(6);
    String right = plain("right.csv", second);
    var near = json(run("diagnose", embeddings, "--view2", right, "--labels", labels, "--json"));
    assertThat(near.at("/layers/0/measures/alignment").asDouble()).isPositive();
    assertThat(near.get("notes").toString()).doesNotContain("another order");

    double[][] other = shuffled(List.of(second)).toArray(double[][]::new);
    String wrong = plain("wrong.csv", other);
    var ran = json(run("diagnose", embeddings, "--view2", wrong, "--labels", labels, "--json"));
    assertThat(ran.get("notes").toString())
        .contains("the rows of the second view seem to be in another order", "two random rows");
    assertThat(ran.at("/layers/0/measures/alignment").isNull()).isTrue();
    assertThat(ran.get("verdict").asText()).isNotIn("SHORTCUT", "NOT_LEARNING");
    var text = run("diagnose", embeddings, "--view2", wrong);
    assertThat(text.out()).contains("seem to be in another order");

    var same = json(run("diagnose", embeddings, "--view2", plain("same.csv", rows(5)), "--json"));
    assertThat(same.get("notes").toString()).contains("the same values as the first");
  }

  @Test
  void namesTellTheOrderForCertain() throws IOException {
    List<Integer> order = shuffled(IntStream.range(0, N).boxed().toList());
    double[][] second = rows(6);
    double[][] moved = order.stream().map(i -> second[i]).toArray(double[][]::new);
    var first = csv("a.csv", "", rows(5), i -> "img" + i + ".jpg,", i -> "").toString();
    var other = csv("b.csv", "", moved, i -> "img" + order.get(i) + ".jpg,", i -> "").toString();
    var ran = json(run("diagnose", first, "--view2", other, "--json"));
    assertThat(ran.get("notes").toString())
        .contains("The rows of the second view are in another order: row 0 is \\\"img0.jpg\\\"");
    assertThat(ran.at("/layers/0/measures/alignment").isNull()).isTrue();
  }

  @Test
  void viewsOfDifferentLengthAreRefusedWithBothNumbers() throws IOException {
    String embeddings = plain("e.csv", rows(5));
    String shorter = plain("s.csv", java.util.Arrays.copyOf(rows(6), N - 1));
    var ran = run("diagnose", embeddings, "--view2", shorter);
    assertThat(ran.code()).isEqualTo(ExitCode.DATA);
    assertThat(ran.err()).contains("the second view has 119 rows and the first has 120");
  }

  @Test
  void theGateFailsOnWhateverIsNotUsable() throws IOException {
    double[][] rows = rows(5);
    rows[3][2] = Double.NaN;
    rows[70][0] = Double.POSITIVE_INFINITY;
    String labels = labels("l.txt", i -> String.valueOf(i % CLASSES));
    var ran = run("diagnose", plain("nan.csv", rows), "--fail-on-collapse", "--labels", labels);
    assertThat(ran.code()).isEqualTo(ExitCode.COLLAPSED);
    assertThat(ran.out())
        .startsWith("DIVERGED")
        .contains("2 of 120 rows hold NaN or infinity (rows 3, 70, counted from 0)")
        .contains("The k-NN score by l.txt was not computed: values are not finite");
    assertThat(ran.err())
        .isEqualToIgnoringNewLines(
            "ssl4j: the verdict is diverged, so --fail-on-collapse ends with exit code 4");
    assertThat(run("diagnose", plain("e.csv", rows(5)), "--fail-on-collapse").code()).isZero();
    String one = plain("one.csv", java.util.Arrays.copyOf(rows(5), 1));
    assertThat(run("diagnose", one, "--fail-on-collapse").err())
        .contains("no layer could be measured");
    String empty = Files.writeString(directory.resolve("empty.csv"), "a,b\n").toString();
    assertThat(run("diagnose", empty, "--fail-on-collapse").code()).isEqualTo(ExitCode.DATA);
  }

  @Test
  void theGateFailsOnARunThatDiverged() throws Exception {
    var recorded = RecordedRun.of("simclr");
    var run = Files.createDirectory(directory.resolve("run"));
    for (String name : List.of("metrics.jsonl", "steps.jsonl", "config.yaml")) {
      Files.copy(recorded.resolve(name), run.resolve(name));
    }
    assertThat(run("diagnose", run.toString(), "--json", "--fail-on-collapse").code()).isZero();
    Files.writeString(
        run.resolve("steps.jsonl"),
        "{\"step\":391,\"epoch\":11,\"loss\":null,\"stdRatio\":null,\"meanCosine\":null}\n",
        java.nio.file.StandardOpenOption.APPEND);
    var ran = run("diagnose", run.toString(), "--json", "--fail-on-collapse");
    assertThat(JSON.readTree(ran.out()).get("verdict").asText()).isEqualTo("DIVERGED");
    assertThat(ran.code()).isEqualTo(ExitCode.COLLAPSED);
  }

  @Test
  void optionsForReadingAreForFilesAndExplainThemselves() throws IOException {
    assertThat(run("diagnose", directory.toString(), "--pool", "mean").err())
        .contains("options for reading apply to files of embeddings only");
    String whole = csv("w.csv", "", rows(5), i -> "", i -> "," + i % 3).toString();
    var refused = run("diagnose", whole);
    assertThat(refused.code()).isEqualTo(ExitCode.DATA);
    assertThat(refused.err())
        .contains(
            "column 13 holds whole numbers only (0 to 2)", "--labels-column 13", "--ignore 13");
    assertThat(
            json(run("diagnose", whole, "--labels-column", "13", "--json")).get("score").isNull())
        .isFalse();
    assertThat(run("diagnose", whole, "--dtype", "half").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("diagnose", whole, "--pool", "max").err()).contains("MEAN, CLS, TOKENS");
    assertThat(run("diagnose", "--help").out())
        .contains(
            "--header", "--labels-column", "--ignore", "--columns", "--array", "--dtype", "--pool");
  }
}
