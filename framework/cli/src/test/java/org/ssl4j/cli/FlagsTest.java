package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Only the command line speaks of flags. */
class FlagsTest {

  /** A string literal with a flag in it. */
  private static final Pattern FLAG =
      Pattern.compile("\"[^\"\n]*(?<![a-zA-Z0-9-])--[a-z][^\"\n]*\"");

  @Test
  void optionsAndSettingsBecomeFlags() {
    assertThat(Flags.in("holds 3; use the option pool mean, or the option labels-column NAME"))
        .isEqualTo("holds 3; use --pool mean, or --labels-column NAME");
    assertThat(Flags.in("the optional part, the option unknown, the option poolside"))
        .isEqualTo("the optional part, the option unknown, the option poolside");
    assertThat(Flags.in("it holds a run; resume it or choose another directory"))
        .isEqualTo("it holds a run; resume it (--resume) or choose another directory (--out)");
    assertThat(Flags.in("take it off the class path."))
        .isEqualTo("take it off the class path (--plugins, SSL4J_PLUGINS).");
    assertThat(Flags.settings("use the weights: method.invariance=25, method.variance=25"))
        .isEqualTo("use the weights: --set method.invariance=25 --set method.variance=25");
    assertThat(Flags.settings("look at them: ssl4j data preview CONFIG"))
        .isEqualTo("look at them: ssl4j data preview CONFIG");
  }

  @Test
  void noOtherPackageSpeaksOfFlags() throws IOException {
    List<String> found = new ArrayList<>();
    for (String module :
        List.of(
            "framework/collapse",
            "framework/core",
            "framework/report",
            "models/dl4j",
            "models/cuda",
            "models/methods")) {
      Path sources = Path.of("..", "..", module, "src", "main", "java", "org", "ssl4j");
      try (var files = Files.walk(sources)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = sources.relativize(file).toString().replace('\\', '/');
          if (!name.startsWith("cli/") && !isOptionToo(name)) {
            FLAG.matcher(Files.readString(file))
                .results()
                .forEach(hit -> found.add(name + ": " + hit.group()));
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /**
   * A change of one setting by text is a place like a file and a line, a study starts its runs by
   * the command line, and compilers have flags of their own.
   */
  private static boolean isOptionToo(String file) {
    return file.equals("config/ConfigSources.java")
        || file.equals("study/TrainingJvm.java")
        || file.equals("cuda/device/HostCompiler.java")
        || file.equals("cuda/device/NvrtcCalls.java");
  }
}
