package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.plugin.PluginJar;

class PluginsCommandTest {

  private static final String ADDED = "ssl4j.plugins";

  @TempDir Path directory;

  @Test
  void aPlugInIsListedWithItsClassAndJar() throws Exception {
    Path jar = method("Waves", "").write(directory.resolve("my waves.jar"));

    var ran = PluginJar.with(List.of(jar), () -> Ran.of("plugins"));

    assertThat(ran.code()).isEqualTo(ExitCode.OK);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .containsSubsequence(
            "method\n", "  waves      plug-in   org.example.Waves in " + jar + "\n");
  }

  @Test
  void aJarThatProvidesNothingIsNamed() throws Exception {
    Path library = new PluginJar().write(directory.resolve("library.jar"));
    System.setProperty(ADDED, library.toString());
    try {
      var ran = PluginJar.with(List.of(library), () -> Ran.of("plugins"));
      assertThat(ran.code()).isEqualTo(ExitCode.OK);
      assertThat(ran.out()).contains(library + " is on the class path but provides no part;");
    } finally {
      System.clearProperty(ADDED);
    }
  }

  @Test
  void aBrokenProviderEndsInOneSentence() throws Exception {
    Path jar =
        method("Waves", "public Waves() { throw new IllegalStateException(\"no licence\"); }")
            .write(directory.resolve("broken.jar"));

    for (String command : List.of("plugins", "methods")) {
      var ran = PluginJar.with(List.of(jar), () -> Ran.of(command));
      assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.err().lines())
          .singleElement()
          .asString()
          .startsWith("ssl4j: the method provider org.example.Waves of " + jar)
          .contains("no licence");
    }
  }

  @Test
  void theOptionIsTheLaunchers() {
    var ran = Ran.of("plugins", "--plugins", "some.jar");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("--plugins is read by the launcher scripts/ssl4j");
  }

  private static PluginJar method(String name, String constructor) {
    return new PluginJar()
        .source(
            "org.example." + name,
            """
            package org.example;
            import org.ssl4j.config.MethodSettings;
            import org.ssl4j.method.MethodContext;
            import org.ssl4j.method.SSLMethod;
            public class NAME implements org.ssl4j.method.MethodProvider {
              CONSTRUCTOR
              @Override public String name() { return "waves"; }
              @Override public String summary() { return "Waves."; }
              @Override public String paper() { return "none"; }
              @Override public Class<? extends MethodSettings> settingsType() { return null; }
              @Override public SSLMethod create(MethodContext context) { return null; }
            }
            """
                .replace("NAME", name)
                .replace("CONSTRUCTOR", constructor))
        .service(MethodProvider.class.getName(), "org.example." + name);
  }
}
