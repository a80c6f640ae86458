package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.augment.Pipelines;
import org.ssl4j.augment.ViewBatch;
import org.ssl4j.augment.ViewLoader;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.ViewsConfig;
import org.ssl4j.data.Shapes;
import org.ssl4j.method.MethodCatalog;

/** The views of every shipped config, to the last bit. */
class ShippedViewsTest {

  private static final Path CONFIGS = Path.of("..", "..", "configs");

  /** Of two epochs of views of painted images, recorded when a run always had two views. */
  private static final String MINI = "e7bbfcc2";

  @TempDir Path dir;

  private final ConfigLoader loader = new MethodCatalog().configLoader();

  /** On other processors Java's exponentials may differ in the last digit. */
  @Test
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
  void theViewsOfAShippedConfigAreTheRecordedOnes() throws IOException {
    Map<String, String> sums = new TreeMap<>();
    for (Path file : ShippedConfigsTest.experiments()) {
      sums.put(
          CONFIGS.relativize(file).toString().replace('\\', '/'),
          sum(loader.load(file, List.of()).config().views()));
    }

    // No blur at 32 pixels: these presets differ in solarisation and saturation only.
    assertThat(sums.remove("cifar10/byol.yaml")).isEqualTo("bee7c0f3");
    assertThat(sums.remove("cifar10/vicreg.yaml")).isEqualTo("5f3557e9");
    assertThat(sums).hasSize(10).allSatisfy((file, sum) -> assertThat(sum).isEqualTo(MINI));
  }

  /** A group of two views is what a preset with two views has always been. */
  @Test
  void aGroupOfTwoViewsOfAPresetMakesTheSameViewsAsThePreset() throws IOException {
    for (String preset : List.of("simclr", "moco", "byol", "simsiam", "vicreg", "mini", "none")) {
      var pair = views("{preset: " + preset + "}");
      var grouped = views("{groups: [{count: 2, preset: " + preset + "}]}");

      assertThat(sum(grouped)).as(preset).isEqualTo(sum(pair));
    }
  }

  private ViewsConfig views(String section) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("views.yaml"),
            "name: views\ndata: {dataset: shapes}\nmethod: {name: simclr}\nviews: " + section);
    return loader.load(file, List.of()).config().views();
  }

  private static String sum(ViewsConfig views) {
    var images = Shapes.open(32, 40, 4, 44);
    var pipelines = Pipelines.of(views, images);
    var sum = new CRC32C();
    try (var loader = new ViewLoader(images.train(), pipelines.groups(), 20, 5, 1, 1)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        for (ViewBatch batch : loader.epoch(epoch, 0)) {
          for (var group : batch.groups()) {
            var bytes = ByteBuffer.allocate(group.pixels().length * Float.BYTES);
            bytes.asFloatBuffer().put(group.pixels());
            sum.update(bytes);
          }
        }
      }
    }
    return Long.toHexString(sum.getValue());
  }
}
