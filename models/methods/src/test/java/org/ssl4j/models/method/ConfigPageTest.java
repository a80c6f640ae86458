package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.ssl4j.augment.ViewPresetCatalog;
import org.ssl4j.config.ConfigReference;
import org.ssl4j.data.DataCatalog;
import org.ssl4j.method.MethodCatalog;

/** {@code docs/CONFIG.md} is what the records say; {@code -Dssl4j.docs.update=true} rewrites it. */
class ConfigPageTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "CONFIG.md");

  @Test
  void thePageIsWhatTheRecordsSay() throws IOException {
    String expected =
        ConfigReference.markdown(
            new MethodCatalog().settingsTypes(),
            new DataCatalog().settingsTypes(),
            new DataCatalog().summaries(),
            new ViewPresetCatalog().texts());
    if (Boolean.getBoolean("ssl4j.docs.update")) {
      Files.writeString(PAGE, expected);
    }

    assertThat(PAGE)
        .as(
            "stale; run: mvn test -pl models -am -Dtest=ConfigPageTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dssl4j.docs.update=true")
        .content()
        .isEqualTo(expected);
  }
}
