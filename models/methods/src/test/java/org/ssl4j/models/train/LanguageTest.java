package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.encoder.PretrainedEncoder;
import org.ssl4j.golden.Languages;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.run.RunDirectory;

/** The language of the user changes no number and no name. */
class LanguageTest {

  private static final String[] QUICK = {"schedule.epochs=1", "evaluation.probe.everyEpochs=0"};

  @TempDir Path root;

  /** Layers by name, and the parameters before the first step. */
  private record Start(List<String> names, double[] parameters) {}

  @ParameterizedTest
  @CsvSource({
    "simclr, fa-IR",
    "moco, ar-EG",
    "byol, hi-IN-u-nu-deva",
    "simsiam, tr-TR",
    "vicreg, de-DE"
  })
  void initialWeightsAndStepsAreTheSameInEveryLanguage(String method, String tag) throws Exception {
    Start plain = start(method);
    for (Locale language : Languages.ALL) {
      var there = Languages.in(language, () -> start(method));
      assertThat(there.names()).as("%s", language).isEqualTo(plain.names());
      assertThat(there.parameters()).as("%s", language).isEqualTo(plain.parameters());
    }
    var harness = new RunHarness(root);
    var first = train(harness, method, Locale.ROOT);
    var other = train(harness, method, Locale.forLanguageTag(tag));
    assertThat(RunHarness.text(other.steps())).isEqualTo(RunHarness.text(first.steps()));
    assertThat(RunHarness.timeless(other)).isEqualTo(RunHarness.timeless(first));
    assertThat(RunHarness.text(other.spectra())).isEqualTo(RunHarness.text(first.spectra()));
    assertThat(names(other.checkpoints())).isEqualTo(names(first.checkpoints()));
    assertThat(RunHarness.weights(other)).isEqualTo(RunHarness.weights(first));
    assertThat(entries(other.encoder())).isEqualTo(entries(first.encoder()));
  }

  @Test
  void whatOneLanguageWritesAnotherReads() throws Exception {
    var harness = new RunHarness(root);
    var config = harness.config(TinyExperiments.section("byol"), QUICK);
    var undisturbed = harness.train("undisturbed", config);
    var moved = RunDirectory.createAt(root.resolve("moved"));
    Languages.in(Locale.forLanguageTag("fa-IR"), () -> harness.run(config, moved, false, 3));
    Languages.in(Locale.forLanguageTag("de-DE"), () -> harness.run(config, moved, true, 7));
    Languages.in(
        Locale.forLanguageTag("ar-EG"), () -> harness.run(config, moved, true, Long.MAX_VALUE));

    assertThat(RunHarness.text(moved.steps())).isEqualTo(RunHarness.text(undisturbed.steps()));
    assertThat(RunHarness.weights(moved)).isEqualTo(RunHarness.weights(undisturbed));
    assertThat(PretrainedEncoder.load(moved.encoder()).manifest().length())
        .isEqualTo(PretrainedEncoder.load(undisturbed.encoder()).manifest().length());
  }

  private Start start(String method) {
    try (var created = TinyExperiments.create(root, method, List.of())) {
      var online = created.networks().online();
      return new Start(
          online.layout().segments().stream().map(ParameterSegment::fullName).toList(),
          online.state().parameters().toDoubles());
    }
  }

  private static RunDirectory train(RunHarness harness, String method, Locale language)
      throws Exception {
    return Languages.in(
        language,
        () ->
            harness.train(
                method + language, harness.config(TinyExperiments.section(method), QUICK)));
  }

  private static List<String> names(Path directory) throws Exception {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> entries(Path archive) throws Exception {
    List<String> entries = new ArrayList<>();
    try (var zip = new ZipFile(archive.toFile())) {
      for (var entry : Collections.list(zip.entries())) {
        try (var in = zip.getInputStream(entry)) {
          entries.add(entry.getName() + " " + Arrays.hashCode(in.readAllBytes()));
        }
      }
    }
    return entries;
  }
}
