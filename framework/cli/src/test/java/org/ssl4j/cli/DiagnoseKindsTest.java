package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.kinds.ArrayFiles;
import org.ssl4j.kinds.FaceZoo;

/** {@code ssl4j diagnose --kind}, as a person runs it. */
class DiagnoseKindsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, FaceZoo.Specimen> COLLAPSED = new LinkedHashMap<>();
  private static final Map<String, FaceZoo.Specimen> BESIDE = new LinkedHashMap<>();

  @TempDir Path directory;

  @BeforeAll
  static void choose() {
    for (var specimen : FaceZoo.specimens()) {
      if (specimen.expected().collapsed()) {
        (specimen.baseline() == null ? COLLAPSED : BESIDE).putIfAbsent(specimen.kind(), specimen);
      }
    }
  }

  private String file(FaceZoo.Specimen specimen) {
    return ArrayFiles.npz(directory.resolve("x.npz"), specimen.arrays()).toString();
  }

  private static JsonNode json(Ran ran) throws IOException {
    assertThat(ran.code()).as(ran.err()).isZero();
    return JSON.readTree(ran.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pairs", "attention", "tokens", "vae", "codes", "generative", "units"})
  void aCollapseIsInTextJsonAndPageAndTheGateStopsIt(String kind) throws IOException {
    var specimen = COLLAPSED.get(kind);
    String file = file(specimen);
    var object = json(Ran.of("diagnose", file, "--kind", kind, "--json"));
    assertThat(object.get("kind").asText()).isEqualTo(kind);
    assertThat(object.get("verdict").asText()).isEqualTo(specimen.expected().name());
    assertThat(object.get("evidence").size()).isPositive();
    assertThat(object.get("measures").size()).isGreaterThan(5);
    assertThat(object.get("limits").size()).isPositive();
    assertThat(object.get("input").get(0).asText()).contains("x.npz", "read as");
    assertThat(directory.resolve("x-report.html")).doesNotExist();

    var text = Ran.of("diagnose", file, "--kind", kind, "--fail-on-collapse");
    assertThat(text.code()).isEqualTo(ExitCode.COLLAPSED);
    assertThat(text.err())
        .contains("the verdict is " + specimen.expected().title(), "ends with exit code 4");
    String finding = object.get("finding").asText();
    assertThat(text.out())
        .contains(object.get("sentence").asText(), "what these numbers cannot tell:", "report: ")
        .startsWith(finding.toUpperCase(Locale.ROOT));
    assertThat(Files.readString(directory.resolve("x-report.html")))
        .contains("\"kind\":\"face\"", "\"finding\":\"" + finding + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pairs", "tokens", "vae", "codes", "generative", "units", "attention"})
  void aBaselineStandsBesideEveryMeasure(String kind) throws IOException {
    var specimen = BESIDE.get(kind);
    String before = ArrayFiles.npz(directory.resolve("before.npz"), specimen.baseline()).toString();
    var object =
        json(Ran.of("diagnose", file(specimen), "--kind", kind, "--baseline", before, "--json"));
    assertThat(object.get("verdict").asText()).isEqualTo(specimen.expected().name());
    assertThat(object.get("input").toString()).contains("baseline: ");
    List<Double> baselines = new ArrayList<>();
    object.get("measures").forEach(one -> baselines.add(one.path("baseline").asDouble(Double.NaN)));
    assertThat(baselines).filteredOn(value -> !value.isNaN()).hasSizeGreaterThan(5);
    assertThat(object.get("pictures").toString()).contains("baseline");
    var text = Ran.of("diagnose", file(specimen), "--kind", kind, "--baseline", before).out();
    assertThat(text).contains("   baseline  how to read it");
  }

  @Test
  void healthyOnesPassTheGate() {
    var healthy =
        FaceZoo.specimens().stream()
            .filter(one -> one.expected() == Verdict.HEALTHY && one.baseline() == null)
            .findFirst()
            .orElseThrow();
    var ran =
        Ran.of("diagnose", file(healthy), "--kind", healthy.kind(), "--fail-on-collapse", "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  @Test
  void usageIsRefusedInASentence() {
    String file = file(COLLAPSED.get("codes"));
    refused(
        ExitCode.USAGE,
        "Unknown kind \"gan\". Known kinds: embeddings, pairs",
        file,
        "--kind",
        "gan");
    refused(
        ExitCode.USAGE,
        "--set size has no value; write --set NAME=VALUE",
        file,
        "--kind",
        "codes",
        "--set",
        "size");
    refused(ExitCode.USAGE, "Known options: size=NUMBER", file, "--kind", "codes", "--set", "k=4");
    refused(
        ExitCode.USAGE,
        "apply to embeddings, not to the kind codes",
        file,
        "--kind",
        "codes",
        "--pool",
        "mean");
    refused(ExitCode.USAGE, "add --kind", file, "--set", "k=4");
    refused(
        ExitCode.DATA, "x.npz has no array \"a\"; it holds codes, size", file, "--kind", "pairs");
  }

  private static void refused(int code, String says, String file, String... more) {
    List<String> arguments = new ArrayList<>(List.of("diagnose", file));
    arguments.addAll(List.of(more));
    var ran = Ran.of(arguments.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.err()).contains(says);
  }

  /** Embeddings have a baseline, too: the untrained network's. */
  @Test
  void embeddingsAreComparedWithTheirBaseline() throws IOException {
    var units =
        FaceZoo.specimens().stream()
            .filter(one -> one.kind().equals("units") && one.name().equals("rank lost"))
            .findFirst()
            .orElseThrow();
    String now =
        ArrayFiles.npy(directory.resolve("now.npy"), units.arrays().get("activations")).toString();
    String before =
        ArrayFiles.npy(directory.resolve("before.npy"), units.baseline().get("activations"))
            .toString();
    var alone = json(Ran.of("diagnose", now, "--json"));
    var beside = json(Ran.of("diagnose", now, "--baseline", before, "--json"));
    assertThat(alone.at("/layers/0/measures/isoScore").asDouble()).isBetween(0.05, 0.3);
    assertThat(alone.at("/layers/0/measures/hubness").isNumber()).isTrue();
    assertThat(beside.at("/layers/0/measures")).isEqualTo(alone.at("/layers/0/measures"));
    assertThat(beside.get("notes").toString()).contains("now, baseline: 200 x 60, std ratio");
    String same =
        json(Ran.of("diagnose", now, "--baseline", now, "--json")).get("verdict").asText();
    assertThat(same).isEqualTo(alone.get("verdict").asText());
  }
}
