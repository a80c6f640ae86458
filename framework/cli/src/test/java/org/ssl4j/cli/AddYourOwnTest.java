package org.ssl4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.data.DataSourceProvider;
import org.ssl4j.plugin.PluginJar;
import org.ssl4j.storage.Sha256;

/** {@code docs/ADD-YOUR-OWN.md}, followed to the letter, and what its reader may do next. */
@DisabledOnOs(OS.WINDOWS)
class AddYourOwnTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "ADD-YOUR-OWN.md");

  @TempDir static Path directory;

  private static Path work;
  private static String source;
  private static int code;
  private static int steps;
  private static String output;

  /** The blocks of a section by their language. */
  static Map<String, String> blocks(String section) throws IOException {
    String page = Files.readString(PAGE);
    String text = page.substring(page.indexOf("\n## " + section + "\n") + 1);
    int end = text.indexOf("\n## ");
    var found = new HashMap<String, String>();
    Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL)
        .matcher(end < 0 ? text : text.substring(0, end))
        .results()
        .forEach(block -> assertThat(found.put(block.group(1), block.group(2))).isNull());
    return found;
  }

  @BeforeAll
  static void followThePage() throws Exception {
    var blocks = blocks("A data source");
    source = blocks.get("java");
    work = Files.createDirectories(directory.resolve("my gratings"));
    Files.writeString(work.resolve("Gratings.java"), source);
    Files.writeString(work.resolve("gratings.yaml"), blocks.get("yaml"));

    // A built checkout as the launcher sees it.
    Path checkout = Files.createDirectories(directory.resolve("my checkout"));
    Files.createDirectories(checkout.resolve("scripts"));
    Files.copy(Path.of("..", "..", "scripts", "ssl4j"), checkout.resolve("scripts/ssl4j"));
    Files.createDirectories(checkout.resolve("target"));
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(Files::exists)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    Files.writeString(checkout.resolve("target/launcher.classpath"), classPath + "\n");

    var builder =
        new ProcessBuilder("bash", "-e", "-c", blocks.get("sh"))
            .directory(work.toFile())
            .redirectErrorStream(true);
    String java = System.getProperty("java.home");
    builder.environment().put("SSL4J", checkout.toString());
    builder.environment().put("JAVA_HOME", java);
    builder
        .environment()
        .merge("PATH", "", (path, none) -> java + "/bin" + File.pathSeparator + path);
    var process = builder.start();
    process.getOutputStream().close();
    output = new String(process.getInputStream().readAllBytes(), UTF_8);
    code = process.waitFor();
    Path written = work.resolve("run/steps.jsonl");
    steps = Files.exists(written) ? Files.readAllLines(written).size() : 0;
  }

  private static Path jar() {
    return work.resolve("gratings.jar");
  }

  private static Ran ran(Path jar, String... arguments) throws Exception {
    return PluginJar.with(List.of(jar), () -> Ran.of(arguments));
  }

  @Test
  void theCommandsOfThePageWork() throws IOException {
    assertThat(code).as(output).isZero();
    assertThat(output)
        .contains(
            "  gratings   plug-in   org.example.Gratings in " + jar().toRealPath(),
            "  shapes     built in  org.ssl4j.data.ShapesProvider in ",
            "gratings/train: 512 images of 16 x 16",
            "  direction 5          85\n",
            "gratings/test: 128 images of 16 x 16");
    assertThat(steps).isEqualTo(2 * 512 / 64);
    assertThat(Files.readString(work.resolve("run/config.yaml")))
        .contains("dataset: gratings\n  settings:\n    directions: 6\n    period: 6");
    var jarSum = Sha256.digest();
    jarSum.update(Files.readAllBytes(jar()));
    assertThat(Files.readString(work.resolve("run/provenance.json")))
        .contains("\"gratings/train\"", "\"org.example.Gratings\"", Sha256.hex(jarSum));
  }

  @Test
  void aResumedRunNeedsTheSameSettingsAndImages() throws Exception {
    String run = work.resolve("run").toString();
    var settings = ran(jar(), "train", "--resume", run, "--set", "data.settings.period=5");
    assertThat(settings.code()).isEqualTo(ExitCode.USAGE);
    assertThat(settings.err())
        .contains("data.settings.period: the run began with 6 and cannot be resumed with 5");

    Path other =
        new PluginJar()
            .source("org.example.Gratings", source.replace("127 *", "126 *"))
            .service(DataSourceProvider.class.getName(), "org.example.Gratings")
            .write(directory.resolve("other.jar"));
    var images = ran(other, "train", "--resume", run, "--set", "schedule.epochs=3");
    assertThat(images.code()).isEqualTo(ExitCode.USAGE);
    assertThat(images.err()).contains("the training images differ from those that");

    var absent = Ran.of("train", "--resume", run, "--set", "schedule.epochs=3");
    assertThat(absent.code()).isEqualTo(ExitCode.USAGE);
    assertThat(absent.err())
        .contains("data.dataset: must be one of cifar10, folder, shapes, not \"gratings\"");

    var longer = ran(jar(), "train", "--resume", run, "--set", "schedule.epochs=3");
    assertThat(longer.code()).as(longer.err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readAllLines(work.resolve("run/steps.jsonl"))).hasSize(3 * 512 / 64);
  }

  @Test
  void wrongSettingsAreRefusedWhereTheyStand() throws Exception {
    Path config = work.resolve("gratings.yaml");
    Path wrong = work.resolve("wrong.yaml");
    Files.writeString(
        wrong,
        Files.readString(config).replace("    directions: 6", "    drections: 6\n    period: 1"));
    var ran = ran(jar(), "data", "info", wrong.toString());
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err())
        .contains(
            wrong
                + ":7: data.settings.drections: unknown key; did you mean \"directions\"? Allowed here: directions, period.",
            wrong + ":8: data.settings.period: must be at least 2, not 1.");

    var check = ran(jar(), "data", "info", config.toString(), "--set", "data.settings.period=20");
    assertThat(check.code()).isEqualTo(ExitCode.USAGE);
    assertThat(check.err())
        .contains("data.settings.period: is larger than an image (data.imageSize)");
  }

  @Test
  void anotherSourceInheritsNoneOfItsSettings() throws Exception {
    Path config = work.resolve("gratings.yaml");
    var ran = ran(jar(), "config", "show", config.toString(), "--set", "data.dataset=shapes");
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.OK);
    assertThat(ran.out()).contains("dataset: shapes\n  settings: {}\n");
  }

  @Test
  void theReferenceDocumentsItsSettings() throws Exception {
    var ran = ran(jar(), "config", "reference");
    assertThat(ran.out())
        .contains(
            "| `dataset` | word | required | `cifar10`, `folder`, `gratings`, `shapes` |",
            "\n## `data.settings` of `gratings`\n\n512 training and 128 test images",
            "| `directions` | whole number | `8` | between 2 and 64 | Directions of the stripes");
  }

  @Test
  void limitsAreApplied() throws Exception {
    var ran =
        ran(
            jar(),
            "data",
            "info",
            work.resolve("gratings.yaml").toString(),
            "--set",
            "data.trainLimit=100");
    assertThat(ran.code()).isEqualTo(ExitCode.OK);
    assertThat(ran.out()).contains("gratings/train: 100 images", "gratings/test: 128 images");
  }

  @Test
  void anErrorOfItsCodeIsNoDefectOfThisProgram() throws Exception {
    String broken =
        source.replace("images.put(i, pixels, label);", "images.put(i, pixels, label + 60);");
    Path jar =
        new PluginJar()
            .source("org.example.Gratings", broken)
            .service(DataSourceProvider.class.getName(), "org.example.Gratings")
            .write(directory.resolve("broken.jar"));
    var ran = ran(jar, "data", "info", work.resolve("gratings.yaml").toString());
    assertThat(ran.code()).isEqualTo(ExitCode.DATA);
    assertThat(ran.err().strip())
        .isEqualTo(
            "ssl4j: the data source \"gratings\" failed (java.lang.IllegalArgumentException: image 0 has the label 60, but there are 6 classes); org.example.Gratings in "
                + jar
                + " has to be mended.");
  }

  @Test
  void settingsWithoutADescriptionAreNamedWithTheirJar() throws Exception {
    Path jar =
        new PluginJar()
            .source("org.example.Gratings", source.replaceFirst("(?s)@Setting\\([^)]*\\)", ""))
            .service(DataSourceProvider.class.getName(), "org.example.Gratings")
            .write(directory.resolve("undescribed.jar"));
    var ran = ran(jar, "config", "reference");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .contains("org.example.Gratings in " + jar, "Settings.directions has no @Setting");
  }
}
