package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The other scripts: their names, and what {@code same-bits} refuses before it builds anything. */
class ScriptsTest {

  private static final Path HOME = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Pattern MENTION =
      Pattern.compile("(?<![/\\w])scripts/(?![\\w.-]*\\*)([a-z][\\w.-]*\\w)");

  private static List<Path> files(Path directory, String ending) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyScriptThatADocumentNamesExists() throws IOException {
    List<Path> documents = new ArrayList<>(files(HOME, ".md"));
    documents.addAll(files(HOME.resolve("docs"), ".md"));
    documents.addAll(files(HOME.resolve("scripts"), ""));
    documents.add(HOME.resolve(".ci/run"));
    List<String> gone = new ArrayList<>();
    int mentions = 0;
    for (Path document : documents) {
      var matcher = MENTION.matcher(Files.readString(document, StandardCharsets.UTF_8));
      while (matcher.find()) {
        mentions++;
        if (!Files.exists(HOME.resolve("scripts").resolve(matcher.group(1)))) {
          gone.add(HOME.relativize(document) + ": " + matcher.group());
        }
      }
    }
    assertThat(gone).isEmpty();
    assertThat(mentions).isGreaterThan(50);
  }

  /** A source or config that moves is otherwise missed when somebody next runs the script. */
  @Test
  void everyFileOfTheTreeThatAScriptOpensExists() throws IOException {
    Pattern opened = Pattern.compile("\\$home/([a-z]+(?:/[\\w-]+)+\\.(?:java|yaml|py))(?![\\w.])");
    List<String> gone = new ArrayList<>();
    int found = 0;
    for (Path script : files(HOME.resolve("scripts"), "")) {
      var matcher = opened.matcher(Files.readString(script, StandardCharsets.UTF_8));
      while (matcher.find()) {
        found++;
        if (!Files.exists(HOME.resolve(matcher.group(1)))) {
          gone.add(script.getFileName() + ": " + matcher.group(1));
        }
      }
    }
    assertThat(gone).isEmpty();
    assertThat(found).isGreaterThan(5);
  }

  /** The same for scripts in Python and Java, which name places of the tree in quotes. */
  @Test
  void everyPlaceOfTheTreeThatASourceNamesExists() throws IOException {
    Pattern named = Pattern.compile("\"((?:framework|models)/[\\w./-]+)\"");
    List<String> gone = new ArrayList<>();
    int found = 0;
    for (String ending : List.of(".py", ".java")) {
      for (Path source : files(HOME.resolve("scripts"), ending)) {
        var matcher = named.matcher(Files.readString(source, StandardCharsets.UTF_8));
        while (matcher.find()) {
          found++;
          if (!Files.exists(HOME.resolve(matcher.group(1)))) {
            gone.add(source.getFileName() + ": " + matcher.group(1));
          }
        }
      }
    }
    assertThat(gone).isEmpty();
    assertThat(found).isGreaterThan(5);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void scriptsAreNamedInLowerCaseWithHyphensAndCanBeRun() throws IOException {
    for (Path script : files(HOME.resolve("scripts"), "")) {
      String name = script.getFileName().toString();
      // The one ending that is left: others call the script by this name.
      if (!name.equals("bench-against-torch.sh")) {
        assertThat(name).matches("[a-z0-9]+(-[a-z0-9]+)*(\\.java|\\.py)?");
      }
      if (!name.endsWith(".java")) {
        assertThat(Files.isExecutable(script)).as(name).isTrue();
      }
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void sameBitsRefusesWrongUsageInASentence() throws Exception {
    refuses("--bad is", "unknown option --bad", "--bad");
    refuses("no value", "--steps needs a value", "HEAD", "--steps");
    refuses(
        "no number", "--steps is many; it must be a positive number", "HEAD", "--steps", "many");
    refuses("no engine", "--engines is mkl", "HEAD", "--engines", "mkl");
    refuses("no recipe", "there is no configs/mini/dino.yaml", "HEAD", "--recipes", "dino");
  }

  private static void refuses(String what, String sentence, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("scripts/same-bits").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(what).isEqualTo(2);
    assertThat(output)
        .startsWith("same-bits: ")
        .contains(sentence)
        .contains("scripts/same-bits COMMIT");
  }

  /** The launcher's own function, called as the launcher calls it. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theLauncherTakesTheJarOfAModuleAndNoOlderOneNorItsSourcesOrPages(@TempDir Path checkout)
      throws Exception {
    for (String module : List.of("framework/core", "models/methods")) {
      Path target = Files.createDirectories(checkout.resolve(module).resolve("target"));
      for (String kind : List.of("", "-javadoc", "-sources", "-tests")) {
        Files.writeString(target.resolve("ssl4j-x-1.0" + kind + ".jar"), module + kind);
      }
      Files.writeString(target.resolve("ssl4j-x-0.9-SNAPSHOT.jar"), "of an earlier version");
    }
    Files.writeString(
        checkout.resolve("pom.xml"), "<project>\n  <version>1.0</version>\n</project>\n");
    String launcher = Files.readString(HOME.resolve("scripts/ssl4j"), StandardCharsets.UTF_8);
    int start = launcher.indexOf("\ncopy_jars()");
    String function = launcher.substring(start, launcher.indexOf("\n}", start) + 2);
    var process =
        new ProcessBuilder(
            "bash", "-c", "modules=(methods core)" + function + "\ncopy_jars \"$home\"");
    process.environment().put("home", checkout.toString());
    assertThat(process.inheritIO().start().waitFor()).isZero();
    assertThat(checkout.resolve("core.jar")).hasContent("framework/core");
    assertThat(checkout.resolve("methods.jar")).hasContent("models/methods");
  }
}
