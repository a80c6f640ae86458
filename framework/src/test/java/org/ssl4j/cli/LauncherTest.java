package org.ssl4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/ssl4j} before it reaches Java. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  private static final Path LAUNCHER = Path.of("..", "scripts", "ssl4j");

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
}
