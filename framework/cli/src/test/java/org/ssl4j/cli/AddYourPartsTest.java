package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.augment.ViewPresetProvider;
import org.ssl4j.diagnose.SettingCause;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.network.BackboneProvider;
import org.ssl4j.plugin.PluginJar;

/**
 * The backbone, the method and the check of an engine of docs/ADD-YOUR-OWN.md, as they stand there.
 */
class AddYourPartsTest {

  @TempDir Path directory;

  private static List<JsonNode> lines(Path file) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private Ran train(Path jar, String yaml) throws Exception {
    Path config = Files.writeString(directory.resolve("config.yaml"), yaml);
    return PluginJar.with(
        List.of(jar),
        () -> Ran.of("train", config.toString(), "--out", directory.resolve("run").toString()));
  }

  @Test
  void theBackboneTrainsAndItsStagesAreMeasured() throws Exception {
    var blocks = AddYourOwnTest.blocks("A backbone");
    Path jar =
        new PluginJar()
            .source("org.example.Funnel", blocks.get("java"))
            .service(BackboneProvider.class.getName(), "org.example.Funnel")
            .write(directory.resolve("funnel.jar"));
    var ran = train(jar, blocks.get("yaml"));
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.OK);
    var lines = lines(directory.resolve("run/metrics.jsonl"));
    assertThat(lines.get(1).at("/layers/stage2/effectiveRank").asDouble()).isPositive();
    assertThat(directory.resolve("run/encoder.zip")).isRegularFile();

    var refused = train(jar, blocks.get("yaml").replace("width: 16", "width: 16, blocks: [1]"));
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains("config.yaml:3: backbone.blocks: funnel has no blocks");
  }

  @Test
  void theMethodLearnsAndIsDocumented() throws Exception {
    var blocks = AddYourOwnTest.blocks("A method");
    Path jar =
        new PluginJar()
            .source("org.example.PullAndSpread", blocks.get("java"))
            .service(MethodProvider.class.getName(), "org.example.PullAndSpread")
            .write(directory.resolve("pull.jar"));
    var ran = train(jar, blocks.get("yaml"));
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.OK);
    var steps = lines(directory.resolve("run/steps.jsonl"));
    double first = steps.get(0).get("loss").asDouble();
    assertThat(steps.get(steps.size() - 1).get("loss").asDouble()).isLessThan(first);

    var parts =
        PluginJar.with(
            List.of(jar),
            () ->
                Ran.of(
                    "train",
                    directory.resolve("config.yaml").toString(),
                    "--out",
                    directory.resolve("parts").toString(),
                    "--set",
                    "schedule.accumulate=2",
                    "--set",
                    "schedule.maxSteps=1"));
    assertThat(parts.code()).as(parts.err()).isEqualTo(ExitCode.OK);

    var collapsed =
        PluginJar.with(
            List.of(jar),
            () ->
                new MethodCatalog()
                    .facts(Map.of("method.name", "pull-and-spread", "method.spread", "0.0")));
    assertThat(collapsed.causes())
        .extracting(SettingCause::setting)
        .containsExactly("method.spread");

    var reference = PluginJar.with(List.of(jar), () -> Ran.of("config", "reference"));
    assertThat(reference.out()).contains("| `spread` | number | `1` |");
    var methods = PluginJar.with(List.of(jar), () -> Ran.of("methods"));
    assertThat(methods.out()).contains("pull-and-spread");
  }

  @Test
  void thePresetIsTaken() throws Exception {
    Path jar =
        new PluginJar()
            .source("org.example.Grey", AddYourOwnTest.blocks("A preset of views").get("java"))
            .service(ViewPresetProvider.class.getName(), "org.example.Grey")
            .write(directory.resolve("grey.jar"));
    Path config =
        Files.writeString(
            directory.resolve("config.yaml"),
            "name: grey\ndata: { dataset: shapes }\nmethod: { name: simclr }\nviews: { preset: grey }\n");
    var shown = PluginJar.with(List.of(jar), () -> Ran.of("config", "show", config.toString()));
    assertThat(shown.code()).as(shown.err()).isEqualTo(ExitCode.OK);
    assertThat(shown.out()).contains("preset: grey", "grayscale: 1", "blur: 0.5", "hue: 0.1");
    var plugins = PluginJar.with(List.of(jar), () -> Ran.of("plugins"));
    assertThat(plugins.out()).contains("view preset", "org.example.Grey in ");
  }

  @Test
  void theCheckOfAnEngineRunsAllChecks() throws Exception {
    Path jar =
        new PluginJar()
            .source("Check", AddYourOwnTest.blocks("An engine").get("java"))
            .write(directory.resolve("check.jar"));
    try (var loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
      var main = loader.loadClass("Check").getMethod("main", String[].class);
      var printed = new java.io.ByteArrayOutputStream();
      var console = System.out;
      System.setOut(
          new java.io.PrintStream(printed, true, java.nio.charset.StandardCharsets.UTF_8));
      try {
        main.invoke(null, (Object) new String[] {"reference"});
      } finally {
        System.setOut(console);
      }
      assertThat(printed.toString(java.nio.charset.StandardCharsets.UTF_8).strip())
          .matches("\\d{2,} checks");
    }
  }
}
