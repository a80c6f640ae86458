package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.encoder.PretrainedEncoder;

/**
 * A user's own images through the shipped {@code configs/folder.yaml}, as the command line does.
 */
class FolderTrainingTest {

  private static final int IMAGES = 40;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ownImagesAreTrainedOnAndGiveAnEncoder(boolean classes) throws IOException {
    var images = images(classes);
    var out = directory.resolve("run");
    int code = train(images, out, "--set", "data.unreadable=skip");
    assertThat(code).isEqualTo(ExitCode.OK);
    var metrics = Files.readAllLines(out.resolve("metrics.jsonl"));
    assertThat(metrics).hasSize(2);
    // Without classes there is nothing to score, but the geometry is still measured.
    assertThat(metrics.get(1)).contains("\"effectiveRank\"");
    assertThat(metrics.get(1).contains("\"top1\"")).isEqualTo(classes);
    var encoder = PretrainedEncoder.load(out.resolve("encoder.zip"));
    var features = encoder.embed(new float[2 * 3 * 16 * 16], 2, 16, 16);
    assertThat(features.rows()).isEqualTo(2);
    assertThat(features.columns()).isEqualTo(32);
  }

  @Test
  void anUnreadableFileIsFatalWhereAskedTo() throws IOException {
    int code = train(images(true), directory.resolve("run"), "--set", "data.unreadable=fail");
    assertThat(code).isEqualTo(ExitCode.DATA);
  }

  private static int train(Path images, Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "../../configs/folder.yaml", "--out", out.toString()));
    for (String set :
        List.of(
            "data.root=" + images,
            "data.imageSize=16",
            "data.batchSize=8",
            "data.testFraction=0.3",
            "backbone={ name: resnet, width: 4, blocks: [1, 1, 1, 1] }",
            "method.projector.layers=[16, 16]",
            "method.predictor.layers=[8, 16]",
            "schedule.epochs=1",
            "schedule.warmupEpochs=0",
            "monitor.images=10",
            "evaluation.k=3")) {
      arguments.addAll(List.of("--set", set));
    }
    arguments.addAll(Arrays.asList(more));
    return Main.commandLine().execute(arguments.toArray(String[]::new));
  }

  /** Mixed formats, sizes and colour models, and one file that is no image. */
  private Path images(boolean classes) throws IOException {
    var root = directory.resolve("images");
    var random = new Random(5);
    for (int i = 0; i < IMAGES; i++) {
      var folder = classes ? root.resolve(i % 2 == 0 ? "dark" : "bright") : root;
      Files.createDirectories(folder);
      int type = i % 3 == 0 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
      var image = new BufferedImage(16 + i % 5, 20 + i % 7, type);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          int level = random.nextInt(128) + (i % 2) * 127;
          image.setRGB(x, y, level << 16 | level << 8 | level);
        }
      }
      var format = List.of("png", "jpg", "bmp").get(i % 3);
      ImageIO.write(image, format, folder.resolve("image" + i + "." + format).toFile());
    }
    var broken = classes ? root.resolve("dark") : root;
    Files.writeString(broken.resolve("broken.jpg"), "no image");
    return root;
  }
}
