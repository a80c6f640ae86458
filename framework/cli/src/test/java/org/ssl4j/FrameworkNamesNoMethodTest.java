package org.ssl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ssl4j.method.MethodCatalog;

/**
 * The framework does not depend on a method: what it has to know of one, the method's provider
 * tells it. Comments may cite methods. So may the examples of the command line's help, whose reader
 * wants a command that works.
 */
class FrameworkNamesNoMethodTest {

  private static final Path FRAMEWORK = Path.of("..");

  /** A text block, a string, a character, or a comment. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'|//[^\\n]*|/\\*[\\s\\S]*?\\*/");

  private static final Pattern EXAMPLE = Pattern.compile("\"  ssl4j [^\\n]*");

  private final Set<String> methods = new MethodCatalog().providers().keySet();

  private static String withoutComments(String java) {
    return TOKEN
        .matcher(java)
        .replaceAll(
            token -> token.group().startsWith("/") ? " " : Matcher.quoteReplacement(token.group()));
  }

  private List<String> namesIn(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        // Every byte is a letter of this character set, so that pictures can be searched too.
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (file.toString().endsWith(".java")) {
          text = withoutComments(text);
          text = root.startsWith("../cli") ? EXAMPLE.matcher(text).replaceAll("") : text;
        }
        String all = (file.getFileName() + "\n" + text).toLowerCase(Locale.ROOT);
        methods.stream().filter(all::contains).forEach(name -> found.add(file + " names " + name));
      }
    }
    return found;
  }

  @Test
  void noCodeOrResourceOfTheFrameworkNamesAMethod() throws IOException {
    assertThat(methods).contains("simclr", "moco", "byol", "simsiam", "vicreg");
    List<Path> modules;
    try (Stream<Path> directories = Files.list(FRAMEWORK)) {
      modules =
          directories
              .map(module -> module.resolve("src/main"))
              .filter(Files::isDirectory)
              .sorted()
              .toList();
    }
    assertThat(modules).hasSizeGreaterThanOrEqualTo(3);
    for (Path module : modules) {
      assertThat(namesIn(module)).isEmpty();
    }
  }

  @Test
  void onlyCommentsAreLeftOut() {
    assertThat(withoutComments("a = \"http://x\"; // byol\n/* moco\n */ b = '\"'; c = \"vicreg\";"))
        .isEqualTo("a = \"http://x\";  \n  b = '\"'; c = \"vicreg\";");
  }
}
