package org.ssl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.config.DataConfig;
import org.ssl4j.error.DataException;
import org.ssl4j.plugin.PluginException;
import org.ssl4j.plugin.PluginJar;

/** What holds for every source, an outsider's included. */
class DataSourcesTest {

  private static final double[] HALF = {0.5, 0.5, 0.5};

  @TempDir Path directory;

  private static ImageSet images(int size, int side, String... classes) {
    var images = new ByteImages.Builder("test", size, side, side, List.of(classes));
    for (int i = 0; i < size; i++) {
      images.put(i, new byte[3 * side * side], classes.length == 0 ? -1 : i % classes.length);
    }
    return images.build();
  }

  @Test
  void aLimitLeavesTheFirstImages() {
    var all = Shapes.open(16, 60, 30, 64);
    var asked = Shapes.open(16, 40, 20, 64);

    var first = all.first(40, 20);

    assertThat(first.train().size()).isEqualTo(40);
    assertThat(first.train().fingerprint()).isEqualTo(asked.train().fingerprint());
    assertThat(first.test().fingerprint()).isEqualTo(asked.test().fingerprint());
    assertThatThrownBy(() -> first.train().read(40, new byte[768], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(all.first(60, null)).isSameAs(all);
  }

  @Test
  void setsThatDoNotBelongTogetherAreRefused() {
    assertThatThrownBy(() -> new DataSplits(images(4, 8), images(4, 16), HALF, HALF))
        .hasMessage("the training images have 8 x 8 pixels, but the test images have 16 x 16");
    assertThatThrownBy(() -> new DataSplits(images(4, 8, "a"), images(4, 8, "b"), HALF, HALF))
        .hasMessageContaining("other classes");
    for (double[] std : List.of(new double[] {1, 1}, new double[] {1, 0, 1})) {
      assertThatThrownBy(() -> new DataSplits(images(4, 8), images(4, 8), HALF, std))
          .hasMessageContaining("three finite numbers");
    }
  }

  @Test
  void anImageOfAnotherSizeOrClassIsRefused() {
    var images = new ByteImages.Builder("test", 2, 8, 8, List.of("a", "b"));
    assertThatThrownBy(() -> images.put(1, new byte[191], 0))
        .hasMessage("image 1 has 191 bytes of pixels instead of 192");
    for (int label : new int[] {-1, 2}) {
      assertThatThrownBy(() -> images.put(1, new byte[192], label))
          .hasMessage("image 1 has the label " + label + ", but there are 2 classes");
    }
  }

  @Test
  void anUnknownSourceIsAnsweredWithTheClosest() {
    DataConfig config = TestData.config("shaeps", null);
    assertThatThrownBy(() -> DataSets.find(config, TestData.environment(directory)))
        .isInstanceOf(PluginException.class)
        .hasMessage(
            "unknown data source \"shaeps\"; did you mean \"shapes\"? Known: cifar10, folder, shapes.");
  }

  @Test
  void aProviderThatReturnsNothingIsNamed() throws Exception {
    Path jar =
        new PluginJar()
            .source(
                "org.example.Empty",
                """
                package org.example;
                import org.ssl4j.config.DataConfig;
                import org.ssl4j.data.*;
                public class Empty implements DataSourceProvider {
                  @Override public String name() { return "empty"; }
                  @Override public String summary() { return "Nothing."; }
                  @Override public DataSource find(DataConfig config, DataEnvironment where) {
                    return null;
                  }
                }
                """)
            .service(DataSourceProvider.class.getName(), "org.example.Empty")
            .write(directory.resolve("empty.jar"));
    DataConfig config = TestData.config("empty", null);
    var environment = TestData.environment(directory);

    PluginJar.with(
        List.of(jar),
        () ->
            assertThatThrownBy(() -> DataSets.find(config, environment))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the data source \"empty\" failed")
                .hasMessageContaining("org.example.Empty in " + jar));
  }
}
