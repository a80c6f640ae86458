package org.ssl4j.examples.barlow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program with the jar, and without this module on its class path: each command knows it. */
@DisabledOnOs(OS.WINDOWS)
class PluginCommandsTest {

  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final Path CHECKOUT = MODULE.resolve("../..").normalize();

  private static final String CONFIG =
      """
      name: tiny-twins
      data: { dataset: shapes, imageSize: 16, trainLimit: 256, testLimit: 64, batchSize: 64 }
      views: { preset: barlow-twins }
      backbone: { name: convnet4, width: 16 }
      method: { name: barlow-twins, projector: { layers: [64, 64] } }
      optimizer: { learningRate: 0.01 }
      schedule: { epochs: 16, warmupEpochs: 0 }
      monitor: { images: 64 }
      evaluation: { k: 5, everyEpochs: 0, probe: { everyEpochs: 0 } }
      """;

  @TempDir static Path directory;

  private static Path jar;
  private static Path launcher;
  private static Path config;

  private record Ran(int code, String output) {}

  @BeforeAll
  static void packTheJarAndBuildACheckout() throws IOException {
    jar = directory.resolve("twins.jar");
    int code =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                new PrintWriter(System.out, true, UTF_8),
                new PrintWriter(System.err, true, UTF_8),
                "--create",
                "--file=" + jar,
                "-C",
                MODULE.resolve("target/classes").toString(),
                ".");
    assertThat(code).isZero();

    Path checkout = directory.resolve("checkout");
    launcher = checkout.resolve("scripts/ssl4j");
    Files.createDirectories(launcher.getParent());
    Files.copy(CHECKOUT.resolve("scripts/ssl4j"), launcher);
    String others =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(Files::exists)
            .filter(entry -> !entry.startsWith(MODULE))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    Files.createDirectories(checkout.resolve("target"));
    Files.writeString(checkout.resolve("target/launcher.classpath"), others + "\n");
    config = Files.writeString(directory.resolve("twins.yaml"), CONFIG);
  }

  private static Ran ran(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ran(process.waitFor(), output);
  }

  private static Ran withJar(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--plugins", jar.toString()));
    var ran = ran(all.toArray(String[]::new));
    assertThat(ran.code()).as(ran.output()).isZero();
    return ran;
  }

  @Test
  void withoutTheJarNobodyKnowsIt() throws Exception {
    var ran = ran("train", config.toString(), "--out", directory.resolve("none").toString());

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.output())
        .contains("unknown method \"barlow-twins\"", "views.preset: must be one of byol, mini,");
  }

  @Test
  void methodAndViewsAreListed() throws Exception {
    assertThat(withJar("methods").output())
        .contains(
            "barlow-twins Makes the cross-correlation matrix",
            "2021, arXiv:2103.03230",
            "simclr  ");
    assertThat(withJar("plugins").output())
        .contains(
            "  barlow-twins plug-in   org.ssl4j.examples.barlow.BarlowTwinsProvider in ",
            "  barlow-twins plug-in   org.ssl4j.examples.barlow.BarlowTwinsPreset in ");
  }

  @Test
  void itsSettingsAreInTheReference() throws Exception {
    assertThat(withJar("config", "reference").output())
        .contains("`method` of `barlow-twins`", "| `lambda` | number | `0.0051` | at least 0 |")
        .containsPattern("\\| `preset` \\| word \\| `mini` \\| `barlow-twins`, `byol`, ");
    assertThat(withJar("config", "show", config.toString()).output())
        .contains("preset: barlow-twins", "lambda: 0.0051");
    var below =
        ran(
            "config",
            "show",
            config.toString(),
            "--set",
            "method.lambda=-1",
            "--plugins",
            jar.toString());
    assertThat(below.code()).isEqualTo(2);
    assertThat(below.output()).contains("method.lambda: must be at least 0, not -1");
  }

  @Test
  void theShippedConfigIsTheMiniRecipe() throws Exception {
    String shown =
        withJar("config", "show", MODULE.resolve("barlow-twins.yaml").toString()).output();

    assertThat(shown).contains("name: mini-barlow-twins", "preset: mini", "epochs: 10");
  }

  @Test
  void withoutRedundancyReductionItCollapsesAndTheDiagnosisSaysWhy() throws Exception {
    String run = directory.resolve("collapse").toString();
    withJar("train", config.toString(), "--out", run, "--set", "method.lambda=0");

    String diagnosis = withJar("diagnose", run).output();

    assertThat(diagnosis)
        .contains(
            "dimensional collapse",
            "Most likely cause: lambda is 0: no redundancy is reduced, so nothing keeps the dimensions apart.",
            "method.lambda=0.0051");
    assertThat(Files.readString(Path.of(run, "steps.jsonl"))).contains("invariance", "redundancy");
    assertThat(withJar("report", run).output()).contains("report.html");
  }

  @Test
  void comparisonsShowItBesideOthers() throws Exception {
    Path other = directory.resolve("other.yaml");
    Files.writeString(
        other,
        CONFIG
            .replace("name: tiny-twins", "name: tiny-simclr")
            .replace("name: barlow-twins", "name: simclr"));
    String study = directory.resolve("study").toString();

    var ran =
        withJar(
            "compare",
            config.toString(),
            other.toString(),
            "--set",
            "schedule.epochs=1",
            "--out",
            study);

    assertThat(ran.output()).contains("barlow-twins", "simclr");
    assertThat(Files.readString(Path.of(study, "study.json"))).contains("\"barlow-twins\"");
  }

  @Test
  void aStepCanBeTimed() throws Exception {
    String line =
        withJar(
                "bench",
                "step",
                "--method",
                "barlow-twins",
                "--width",
                "4",
                "--blocks",
                "1",
                "--batch",
                "4",
                "--warm-up",
                "1",
                "--rounds",
                "1")
            .output();

    assertThat(line).contains("\"method\":\"barlow-twins\"", "\"samples/s\"");
  }
}
