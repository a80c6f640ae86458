package org.ssl4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.error.ConfigException;

/** Values of {@code --set} for keys that take any text. */
class SetTextTest {

  @TempDir private Path directory;

  private LoadedConfig load(String... sets) throws Exception {
    Path file = directory.resolve("x.yaml");
    Files.writeString(
        file,
        """
        name: x
        data: {dataset: folder, root: images}
        method: {name: contrast}
        """);
    return SampleMethods.loader().load(file, List.of(sets));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a #1", "#1", "2024", "a: b", "[x]", "{y}", "*a", "%20", "@eaDir", "true", "!x"})
  void theTextIsTakenAsItStands(String text) throws Exception {
    assertThat(load("data.root=" + text).config().data().root()).isEqualTo(text);
  }

  @Test
  void quotesAreTakenOffAndTheResolvedConfigSaysTheSame() throws Exception {
    var loaded = load("data.root=\"a b \"", "data.background=#ffffff");
    assertThat(loaded.config().data().root()).isEqualTo("a b ");
    Path resolved = Files.writeString(directory.resolve("r.yaml"), loaded.resolvedYaml());
    var again = SampleMethods.loader().load(resolved, List.of()).config().data();
    assertThat(again).isEqualTo(loaded.config().data());
  }

  @ParameterizedTest
  @CsvSource({"12, 12", "auto, auto", "'\"16\"', 16"})
  void aWordMayBeANumber(String written, String depth) throws Exception {
    assertThat(load("data.bitDepth=" + written).config().data().bitDepth()).isEqualTo(depth);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grey", "#12345", "#12345g", "0xffffff"})
  void anUnknownBackgroundIsRefused(String colour) {
    assertThatThrownBy(() -> load("data.background=" + colour))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data.background")
        .hasMessageContaining("auto, white, black");
  }
}
