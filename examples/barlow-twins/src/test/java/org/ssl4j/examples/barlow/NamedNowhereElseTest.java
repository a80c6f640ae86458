package org.ssl4j.examples.barlow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the jar brings it brings alone: no other module knows the method. */
class NamedNowhereElseTest {

  @ParameterizedTest
  @ValueSource(strings = {"framework", "models"})
  void noFileOfThisModuleNamesTheMethod(String module) throws IOException {
    Path root = Path.of("..", "..", module);
    try (Stream<Path> files = Files.walk(root)) {
      var sources =
          files
              .filter(Files::isRegularFile)
              .filter(file -> root.relativize(file).toString().contains("src"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(100);
      assertThat(sources).filteredOn(NamedNowhereElseTest::namesIt).isEmpty();
    }
  }

  private static boolean namesIt(Path file) {
    try {
      // Every byte is a letter of this character set, so that pictures can be searched too.
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return (file.getFileName() + text).toLowerCase(Locale.ROOT).contains("barlow");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
