package org.ssl4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.plugin.PluginJar;

/** {@code scripts/ssl4j} before it reaches Java. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  private static final Path LAUNCHER = Path.of("..", "..", "scripts", "ssl4j");

  @TempDir Path checkout;

  @Test
  void aCheckoutThatCannotBeBuiltEndsInOneSentence() throws Exception {
    Files.createDirectory(checkout.resolve("scripts"));
    var launcher = Files.copy(LAUNCHER, checkout.resolve("scripts/ssl4j"));
    // In the way of the directory, so that no user can make it, whatever permissions there are.
    Files.createFile(checkout.resolve("target"));

    var process = new ProcessBuilder("bash", launcher.toString(), "--version").start();
    process.getOutputStream().close();
    String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(errors.lines())
        .singleElement()
        .asString()
        .startsWith("ssl4j: SSL4J must be built before its first use, but " + checkout.toRealPath())
        .contains("is not writable")
        .doesNotContain("mkdir");
  }

  /** The plugin ignores a property that it does not know. */
  @Test
  void theClassPathIsAskedForByTheNameThatThePluginKnows() throws Exception {
    assertThat(LAUNCHER)
        .content()
        .contains("dependency:build-classpath -DincludeScope=runtime")
        .doesNotContain("mdep.includeScope");
  }

  private record Started(int code, List<String> out, List<String> err) {}

  /** Starts the launcher of a built checkout, with a Java that only prints what it was given. */
  private Started start(Map<String, String> variables, String... arguments) throws Exception {
    Files.createDirectories(checkout.resolve("scripts"));
    Path launcher = checkout.resolve("scripts/ssl4j");
    Files.copy(LAUNCHER, launcher, StandardCopyOption.REPLACE_EXISTING);
    Path java = checkout.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(checkout.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path built = Files.createDirectories(checkout.resolve("target/launcher-1-1"));
    Files.writeString(built.resolve("models.jar"), "");
    Files.writeString(built.resolve("classes.jsa"), "");
    Files.writeString(
        checkout.resolve("target/launcher.classpath"), built.resolve("models.jar") + "\n");

    List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(checkout.toFile());
    builder.environment().put("JAVA_HOME", checkout.resolve("jdk").toString());
    builder.environment().remove("SSL4J_PLUGINS");
    builder.environment().putAll(variables);
    var process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Started(process.waitFor(), out.lines().toList(), err.lines().toList());
  }

  private static String classPath(Started started) {
    return started.out().get(started.out().indexOf("-cp") + 1);
  }

  @Test
  void withoutPlugInsTheClassPathIsSsl4jsOwn() throws Exception {
    var started = start(Map.of(), "methods");
    assertThat(started.code()).isZero();
    assertThat(classPath(started)).endsWith("/launcher-1-1/models.jar");
    assertThat(started.out()).noneMatch(option -> option.startsWith("-Dssl4j.plugins"));
  }

  @Test
  void plugInsFollowSsl4jsOwnJars() throws Exception {
    Path one = new PluginJar().write(checkout.resolve("with blank/one.jar"));
    Path b = new PluginJar().write(checkout.resolve("more of them/b.jar"));
    Path a = new PluginJar().write(checkout.resolve("more of them/a 2.jar"));
    Files.writeString(checkout.resolve("more of them/read.me"), "no jar");
    Path last = new PluginJar().write(checkout.resolve("-last.jar"));

    // One of them twice, and relative names.
    var started =
        start(
            Map.of("SSL4J_PLUGINS", "with blank/one.jar:"),
            "train",
            "--plugins",
            "with blank/../with blank/one.jar:more of them",
            "--plugins=./-last.jar",
            "c.yaml");

    assertThat(started.err()).isEmpty();
    assertThat(started.code()).isZero();
    String added =
        Stream.of(one, a, b, last)
            .map(jar -> realPath(jar).toString())
            .collect(Collectors.joining(":"));
    assertThat(classPath(started)).endsWith("/models.jar:" + added);
    assertThat(started.out())
        .contains("-Dssl4j.plugins=" + added)
        // The archive of classes stays in use: the class path still begins as it did.
        .anyMatch(option -> option.startsWith("-XX:SharedArchiveFile="))
        .containsSubsequence("org.ssl4j.cli.Main", "train", "--plugins", "c.yaml");
  }

  private static Path realPath(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no/where.jar | 'no/where.jar' does not exist; give a jar or a directory of jars.",
        "notes | the directory 'notes' holds no jar; give a jar or a directory of jars.",
        "notes/zeros.bin | 'notes/zeros.bin' is not a jar; give a jar or a directory of jars.",
        "bad jars | 'bad jars/text.jar' is not a jar; give a jar or a directory of jars.",
      })
  void aPathThatIsNoPlugInEndsInOneSentence(String path, String sentence) throws Exception {
    Files.createDirectories(checkout.resolve("notes"));
    Files.write(checkout.resolve("notes/zeros.bin"), new byte[9]);
    Files.createDirectories(checkout.resolve("bad jars"));
    Files.writeString(checkout.resolve("bad jars/text.jar"), "not a jar");

    var option = start(Map.of(), "methods", "--plugins=" + path);
    assertThat(option.code()).isEqualTo(2);
    assertThat(option.err()).containsExactly("ssl4j: --plugins: " + sentence);

    var variable = start(Map.of("SSL4J_PLUGINS", path), "methods");
    assertThat(variable.code()).isEqualTo(2);
    assertThat(variable.err()).containsExactly("ssl4j: SSL4J_PLUGINS: " + sentence);
  }

  @Test
  void anOptionWithoutItsPathEndsInOneSentence() throws Exception {
    for (String option : List.of("--plugins", "--plugins=")) {
      var started = start(Map.of(), "methods", option);
      assertThat(started.code()).isEqualTo(2);
      assertThat(started.err())
          .containsExactly("ssl4j: --plugins needs a jar or a directory of jars.");
    }
  }
}
