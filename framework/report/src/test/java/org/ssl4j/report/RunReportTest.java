package org.ssl4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.diagnose.Thresholds;
import org.ssl4j.run.Json;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RunDiagnosis;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;

class RunReportTest {

  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"report-data\">(.*?)</script>");

  private static final long LIMIT = 5_000_000;

  @TempDir Path root;

  private static JsonNode dataOf(String page) throws IOException {
    Matcher found = DATA.matcher(page);
    assertThat(found.find()).isTrue();
    return Json.MAPPER.readTree(found.group(1));
  }

  private String report(Path run) throws IOException {
    var html = root.resolve("page.html");
    RunReport.write(run, html);
    return Files.readString(html);
  }

  @Test
  void holdsEveryNumberOfAShortRun() throws IOException {
    var run = SampleRuns.run(root.resolve("run"), "sample", 5, 4, 0);

    var data = dataOf(report(run)).get("run");

    assertThat(data.at("/columns/epoch")).hasSize(6);
    assertThat(data.at("/columns/loss").get(0).isNull()).isTrue();
    var lines = JsonFiles.lines(run.resolve("metrics.jsonl"));
    for (int e = 0; e < lines.size(); e++) {
      for (String layer : SampleRuns.LAYERS) {
        double expected = lines.get(e).at("/layers/" + layer + "/effectiveRank").asDouble();
        double shown =
            data.at("/columns").get("layers." + layer + ".effectiveRank").get(e).asDouble();
        assertThat(shown).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-4));
      }
    }
    assertThat(data.at("/references/loss/floor").asDouble()).isEqualTo(-1);
    assertThat(data.at("/baselines/untrainedKnn").asDouble()).isEqualTo(0.304);
    assertThat(data.at("/knn/bank").asInt()).isEqualTo(10_000);
    assertThat(data.at("/steps/loss/x")).hasSize(20);
    assertThat(data.at("/spectra/epochs")).hasSize(6);
    assertThat(data.at("/spectra/layers/projector/values")).hasSize(6);
    assertThat(data.at("/diagnosis/verdict").asText()).isEqualTo("HEALTHY");
    assertThat(data.at("/evaluation/linear/top1").asDouble()).isEqualTo(0.52);
    assertThat(data.at("/gallery/pictures/thumbnails").asText())
        .startsWith("data:image/jpeg;base64,");
  }

  @Test
  void textOfARunCannotBecomeMarkupOrCode() throws IOException {
    var run = SampleRuns.run(root.resolve("run"), SampleRuns.HOSTILE, 2, 2, 1);

    var page = report(run);

    assertThat(dataOf(page).at("/run/name").asText()).isEqualTo(SampleRuns.HOSTILE);
    assertThat(dataOf(page).at("/run/gallery/classNames/0").asText())
        .isEqualTo(SampleRuns.HOSTILE + 0);
    assertThat(page.contains("<img src=x")).isFalse();
    assertThat(page.contains("<script>window.injected")).isFalse();
    assertThat(page.split("<script", -1)).as("scripts of the page").hasSize(4);
    assertThat(page.split("</script>", -1)).hasSize(4);
    assertThat(page.contains("<title>&lt;/script&gt;&lt;script&gt;window.injected=1")).isTrue();
  }

  @Test
  void loadsNothingFromAnywhere() throws IOException {
    var page = report(SampleRuns.run(root.resolve("run"), "sample", 2, 2, 0));

    var withoutData = DATA.matcher(page).replaceAll("");
    assertThat(Pattern.compile("(src|href)\\s*=\\s*[\"'](https?:)?//").matcher(withoutData).find())
        .isFalse();
    assertThat(page.contains("default-src 'none'")).isTrue();
    assertThat(page.contains("Licensed under the Apache License, Version 2.0")).isTrue();
  }

  @Test
  void theScriptsAreTheOnesWhoseHashesThePolicyAllows() throws Exception {
    var page = report(SampleRuns.run(root.resolve("run"), "sample", 2, 2, 0));

    var scripts = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
    List<String> hashes = new ArrayList<>();
    while (scripts.find()) {
      byte[] digest =
          java.security.MessageDigest.getInstance("SHA-256")
              .digest(scripts.group(1).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      hashes.add("'sha256-" + java.util.Base64.getEncoder().encodeToString(digest) + "'");
    }
    assertThat(hashes).hasSize(2);
    assertThat(page.contains("script-src " + String.join(" ", hashes) + ";")).isTrue();
  }

  @Test
  void aRunOfEightHundredEpochsIsASmallPage() throws IOException {
    var run = SampleRuns.run(root.resolve("run"), "long", 800, 39, 0.5);

    var page = report(run);

    assertThat(page.length()).isLessThan((int) LIMIT);
    var data = dataOf(page).get("run");
    assertThat(data.at("/columns/epoch")).hasSize(801);
    assertThat(data.at("/steps/loss/x").size()).isLessThanOrEqualTo(RunData.STEP_POINTS);
    assertThat(data.at("/spectra/epochs")).hasSize(SpectraData.EPOCHS);
    assertThat(data.at("/spectra/layers/projector/index")).hasSize(SpectraData.VALUES);
  }

  @Test
  void aRunUnderWayIsReadUpToItsTornLastLine() throws IOException {
    var run = SampleRuns.run(root.resolve("run"), "sample", 3, 2, 0);
    Files.writeString(run.resolve("metrics.jsonl"), "{\"epoch\":4,\"st", StandardOpenOption.APPEND);

    assertThat(dataOf(report(run)).at("/run/columns/epoch")).hasSize(4);
  }

  @Test
  void theVerdictOnAFinishedRunIsTheOneInItsDirectory() throws IOException {
    var run = SampleRuns.run(root.resolve("run"), "sample", 3, 4, 1);

    var data = dataOf(report(run)).get("run");

    assertThat(data.at("/diagnosis/layers/0/evidence/0/sentence").asText()).isEqualTo("sample");
    assertThat(data.path("soFar").asBoolean()).isFalse();
    assertThat(data.path("finished").asBoolean()).isTrue();
  }

  @Test
  void aRunThatIsNotFinishedHasTheVerdictOfItsFilesSoFar() throws IOException {
    var run = SampleRuns.run(root.resolve("run"), "sample", 3, 4, 0);
    Files.delete(run.resolve("encoder.zip"));
    SampleRuns.collapsedEpoch(run, 4);
    SampleRuns.collapsedEpoch(run, 5);

    var data = dataOf(report(run)).get("run");

    assertThat(data.at("/diagnosis/verdict").asText()).isEqualTo("DIMENSIONAL_COLLAPSE");
    assertThat(data.path("soFar").asBoolean()).isTrue();

    Files.delete(run.resolve("diagnosis.json"));
    assertThat(dataOf(report(run)).at("/run/diagnosis")).isEqualTo(data.get("diagnosis"));
  }

  @Test
  void aFinishedRunThatIsTrainedForLongerIsNotFinished() throws IOException {
    var run = SampleRuns.run(root.resolve("run"), "sample", 3, 4, 1);
    var config = run.resolve("config.yaml");
    Files.writeString(config, Files.readString(config).replace("\"epochs\":3", "\"epochs\":9"));

    var data = dataOf(report(run)).get("run");

    assertThat(data.path("finished").asBoolean()).isFalse();
    assertThat(data.path("soFar").asBoolean()).isTrue();
    assertThat(data.at("/diagnosis/layers")).hasSize(SampleRuns.LAYERS.size());
  }

  @Test
  void aRunThatDivergedOrStoppedAsItWasToldHasEnded() throws IOException {
    var run = SampleRuns.run(root.resolve("run"), "sample", 3, 4, 0);
    Files.delete(run.resolve("encoder.zip"));
    SampleRuns.collapsedEpoch(run, 4);
    SampleRuns.collapsedEpoch(run, 5);
    var config = run.resolve("config.yaml");
    Files.writeString(
        config,
        Files.readString(config).replaceFirst("\\{", "{\"monitor\":{\"onCollapse\":\"stop\"},"));
    var stopped = dataOf(report(run)).get("run");
    assertThat(stopped.at("/diagnosis/verdict").asText()).isEqualTo("DIMENSIONAL_COLLAPSE");
    assertThat(stopped.path("soFar").asBoolean()).isFalse();

    Files.writeString(
        run.resolve("steps.jsonl"),
        "{\"step\":21,\"epoch\":6,\"loss\":null}\n",
        StandardOpenOption.APPEND);
    var diverged = dataOf(report(run)).get("run");
    assertThat(diverged.at("/diagnosis/verdict").asText()).isEqualTo("DIVERGED");
    assertThat(diverged.path("soFar").asBoolean()).isFalse();
  }

  @Test
  void beforeTheFirstEpochNothingIsConcluded() throws IOException {
    var run = SampleRuns.recorded("simsiam-nosg", root.resolve("run"));
    var metrics = run.resolve("metrics.jsonl");
    Files.writeString(metrics, Files.readAllLines(metrics).get(0) + "\n");

    var data = dataOf(report(run)).get("run");

    assertThat(data.has("diagnosis")).isFalse();
    assertThat(data.at("/columns/epoch")).hasSize(1);
    assertThat(RunData.live(new RunDirectory(run), false).has("diagnosis")).isFalse();
    assertThat(RunDiagnosis.of(new RunDirectory(run)).causes()).isEmpty();
  }

  @Test
  void whatCouldNotBeMeasuredIsNamedWithItsReason() throws IOException {
    var run = withoutRank(root.resolve("run"));

    var missing = dataOf(report(run)).at("/run/notMeasured");

    assertThat(missing)
        .hasToString(
            "[{\"what\":\"projector.effectiveRank\",\"why\":\"no <b>solution</b>\",\"first\":1,\"last\":3},"
                + "{\"what\":\"knn\",\"why\":\"no memory\",\"first\":2,\"last\":2}]");
    var rank = dataOf(report(run)).at("/run/columns/layers.projector.effectiveRank");
    assertThat(rank.get(0).isNumber()).isTrue();
    assertThat(rank.get(3).isNull()).isTrue();
  }

  /** A run whose projector's rank could not be measured after the untrained network. */
  static Path withoutRank(Path directory) throws IOException {
    var run = SampleRuns.run(directory, "sample", 3, 4, 0);
    var text = new StringBuilder();
    for (var line : JsonFiles.lines(run.resolve("metrics.jsonl"))) {
      var epoch = (com.fasterxml.jackson.databind.node.ObjectNode) line;
      if (epoch.get("epoch").asInt() > 0) {
        var projector = epoch.withObject("/layers/projector");
        projector.putNull("effectiveRank").putNull("stdRatio");
        projector.putObject("notMeasured").put("effectiveRank", "no <b>solution</b>");
        if (epoch.get("epoch").asInt() == 2) {
          epoch.putObject("notMeasured").put("knn", "no memory");
        }
      }
      text.append(epoch).append('\n');
    }
    Files.writeString(run.resolve("metrics.jsonl"), text);
    return run;
  }

  @Test
  void theLevelsInChartsAreThoseOfTheRules() throws IOException {
    var run = SampleRuns.recorded("simsiam-nosg", root.resolve("run"));

    var levels = dataOf(report(run)).at("/run/thresholds");

    assertThat(levels.at("/shares/collapsedRank").asDouble())
        .isEqualTo(Thresholds.COLLAPSED_RANK_SHARE);
    assertThat(levels.at("/measures/stdRatio/0/value").asDouble())
        .isEqualTo(Thresholds.HEAD_STD_RATIO);
    assertThat(levels.at("/measures/stdRatio/0/meaning").asText())
        .contains("below 0.25 with a mean cosine above 0.90");
    var evidence =
        RunDiagnosis.of(new RunDirectory(run)).layers().stream()
            .filter(layer -> layer.name().equals("projector"))
            .flatMap(layer -> layer.evidence().stream())
            .filter(one -> one.measure().equals("effectiveRank"))
            .findFirst()
            .orElseThrow();
    assertThat(levels.at("/measures/effectiveRank"))
        .anySatisfy(
            level -> {
              assertThat(level.get("name").asText()).contains("projector");
              assertThat(level.get("value").asDouble()).isEqualTo(evidence.threshold());
            });
    double chance = dataOf(report(run)).at("/run/references/loss/chance").asDouble();
    assertThat(levels.at("/measures/loss/0/value").asDouble()).isLessThan(chance);
    assertThat(levels.at("/steps/0/measure").asText()).isEqualTo("stdRatio");
    assertThat(levels.at("/steps/0/value").asDouble()).isPositive();
  }

  @Test
  void aPatienceThatIsNoNumberIsNamed() throws IOException {
    var run = SampleRuns.run(root.resolve("run"), "sample", 3, 4, 0);
    Files.delete(run.resolve("encoder.zip"));
    Files.writeString(
        run.resolve("config.yaml"),
        "monitor: {patience: two}",
        StandardOpenOption.TRUNCATE_EXISTING);

    assertThatThrownBy(() -> report(run))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("monitor.patience")
        .hasMessageContaining("two");
  }

  @Test
  void aBareRunHasAPage() throws IOException {
    var run = Files.createDirectories(root.resolve("run"));
    Files.writeString(run.resolve("config.yaml"), "name: bare\n");

    var data = dataOf(report(run)).get("run");

    assertThat(data.path("name").asText()).isEqualTo("bare");
    assertThat(data.path("columns")).isEmpty();
  }

  @Test
  void refusesWhatIsNoRunOrDamaged() throws IOException {
    var page = root.resolve("page.html");
    assertThatThrownBy(() -> RunReport.write(root, page))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("holds no run");

    var run = SampleRuns.run(root.resolve("run"), "sample", 3, 2, 0);
    Files.writeString(run.resolve("steps.jsonl"), "{\"step\":1}\nnonsense\n{\"step\":3}\n");
    assertThatThrownBy(() -> RunReport.write(run, page))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("line 2 of")
        .hasMessageContaining("steps.jsonl");

    Files.delete(run.resolve("steps.jsonl"));
    Files.delete(run.resolve("gallery/views.jpg"));
    assertThatThrownBy(() -> RunReport.write(run, page))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("views.jpg");
    assertThat(page).doesNotExist();
  }
}
