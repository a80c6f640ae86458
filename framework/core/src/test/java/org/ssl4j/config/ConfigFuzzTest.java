package org.ssl4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.ssl4j.error.ConfigException;
import org.ssl4j.fuzz.MemoryBound;

/** Whatever a file holds, it loads or is refused by a {@link ConfigException}. */
class ConfigFuzzTest {
  private static final String GOOD =
      """
      name: fuzz
      seed: 7
      data: {dataset: shapes, trainLimit: 500, batchSize: 32}
      views:
        preset: uneven
        mean: [0.1, 0.2, 0.3]
        view1: {cropScale: null, flip: 1.0}
      method:
        name: predict
        projector: {layers: [64, 128], outputBatchNorm: plain}
      """;
  private static final List<String> PIECES =
      List.of(
          "null",
          "~",
          "[]",
          "{}",
          "-1",
          "1e999",
          "!!int x",
          "&a",
          "*a",
          "<<: *a",
          "\"",
          "'",
          "|",
          ">",
          "%YAML 9",
          "---",
          "...",
          "\t",
          "\n  ",
          ": ",
          "? ",
          "- ",
          "{",
          "}",
          "[",
          "]",
          "#",
          "\u0000",
          "\uFEFF",
          "\uD800",
          "extends: .",
          "name",
          "true",
          "\\U99999999",
          "\"\\U99999999\"",
          "9".repeat(400),
          "0x1F",
          ".nan");

  private static final ConfigLoader LOADER = SampleMethods.loader();

  private static Path dir;

  @BeforeContainer
  static void create() throws IOException {
    dir = Files.createTempDirectory("config-fuzz");
  }

  @AfterContainer
  static void delete() throws IOException {
    MemoryBound.check();
    Files.deleteIfExists(dir.resolve("fuzz.yaml"));
    Files.delete(dir);
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void aMutatedConfigLoadsOrIsRefused(@ForAll("mutations") byte[] yaml) throws IOException {
    assertLoadsOrIsRefused(yaml, List.of());
  }

  @Property
  void anyTextLoadsOrIsRefused(@ForAll String yaml) throws IOException {
    assertLoadsOrIsRefused(yaml.getBytes(StandardCharsets.UTF_8), List.of());
  }

  @Property
  void anySetLoadsOrIsRefused(@ForAll("sets") String set) throws IOException {
    assertLoadsOrIsRefused(GOOD.getBytes(StandardCharsets.UTF_8), List.of(set));
  }

  @Provide
  Arbitrary<byte[]> mutations() {
    Arbitrary<Mutation> one =
        Combinators.combine(
                Arbitraries.integers().between(0, GOOD.length()),
                Arbitraries.integers().between(0, 12),
                Arbitraries.oneOf(
                    Arbitraries.of(PIECES), Arbitraries.strings().ascii().ofMaxLength(4)))
            .as(Mutation::new);
    return one.list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(
            mutations -> {
              String text = GOOD;
              for (Mutation mutation : mutations) {
                text = mutation.apply(text);
              }
              return text.getBytes(StandardCharsets.UTF_8);
            });
  }

  @Provide
  Arbitrary<String> sets() {
    Arbitrary<String> paths =
        Arbitraries.of(
            "seed", "data.batchSize", "views.preset", "views", "method.name", "data", "", ".");
    Arbitrary<String> values =
        Arbitraries.oneOf(Arbitraries.of(PIECES), Arbitraries.strings().ofMaxLength(6));
    return Combinators.combine(paths, values).as((path, value) -> path + "=" + value);
  }

  private record Mutation(int at, int removed, String inserted) {
    String apply(String text) {
      int from = Math.min(at, text.length());
      int to = Math.min(from + removed, text.length());
      return text.substring(0, from) + inserted + text.substring(to);
    }
  }

  private static void assertLoadsOrIsRefused(byte[] yaml, List<String> sets) throws IOException {
    Path file = Files.write(dir.resolve("fuzz.yaml"), yaml);
    LoadedConfig loaded;
    try {
      loaded = LOADER.load(file, sets);
    } catch (ConfigException e) {
      assertThat(e.getMessage()).matches("(?s).*[.?]");
      return;
    }
    Files.writeString(file, loaded.resolvedYaml());
    assertThat(LOADER.load(file, List.of()).config()).isEqualTo(loaded.config());
  }
}
