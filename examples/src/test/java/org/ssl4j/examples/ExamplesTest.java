package org.ssl4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example does what it says. */
class ExamplesTest {

  @TempDir Path directory;

  private interface Program {
    void main() throws Exception;
  }

  private static String printed(Program program) throws Exception {
    var bytes = new ByteArrayOutputStream();
    var out = System.out;
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      program.main();
    } finally {
      System.setOut(out);
    }
    return bytes.toString(UTF_8);
  }

  private static void paint(Path file, Color colour) throws Exception {
    var picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    var graphics = picture.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, 40, 30);
    graphics.dispose();
    ImageIO.write(picture, "png", file.toFile());
  }

  @Test
  void trainsAndFindsSimilarImages() throws Exception {
    Path run = directory.resolve("run");

    String training = printed(() -> TrainFromJava.main(new String[] {run.toString()}));

    assertThat(training)
        .contains("epoch 0: effective rank", "epoch 3: effective rank", "encoder: " + run)
        .contains(
            "[method.name]: method.name: unknown method \"simcrl\"; did you mean \"simclr\"?");

    Path photos = Files.createDirectories(directory.resolve("photos"));
    for (var photo :
        Map.of("red", Color.RED, "green", Color.GREEN, "blue", Color.BLUE).entrySet()) {
      paint(photos.resolve(photo.getKey() + ".png"), photo.getValue());
    }
    Path wanted = directory.resolve("wanted.png");
    paint(wanted, new Color(10, 5, 250));

    assertThat(
            printed(
                () ->
                    EmbedImages.main(
                        new String[] {run.toString(), photos.toString(), wanted.toString()})))
        .isEqualTo("blue.png" + System.lineSeparator());
  }

  @Test
  void aFolderBecomesVectors() throws Exception {
    Path photos = Files.createDirectories(directory.resolve("photos"));
    for (int i = 0; i < 40; i++) {
      paint(photos.resolve("photo-" + i + ".png"), new Color(4 * i, 250 - 2 * i, i % 7 * 30));
    }
    String image = photos.resolve("photo-7.png").toString();

    assertThat(
            printed(
                () ->
                    FolderToVectors.main(
                        new String[] {
                          photos.toString(), directory.resolve("run").toString(), image
                        })))
        .containsPattern("[1-9][0-9]+ dimensions");
  }

  @Test
  void theReadmeShowsThisExample() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    String section = readme.substring(readme.indexOf("\n## From Java\n"));
    int from = section.indexOf("```java\n") + "```java\n".length();
    String example =
        Files.readString(Path.of("src/main/java/org/ssl4j/examples/FolderToVectors.java"));
    String shown =
        example.substring(
            example.indexOf("// README begins\n") + "// README begins\n".length(),
            example.indexOf("    // README ends"));

    assertThat(section.substring(from, section.indexOf("```", from)))
        .isEqualTo(shown.stripTrailing().stripIndent() + "\n");
  }

  @Test
  void diagnosesMatrices() throws Exception {
    assertThat(printed(() -> DiagnoseMatrix.main(new String[0])))
        .startsWith("HEALTHY")
        .contains("DIMENSIONAL_COLLAPSE", "effective rank 2.");
  }

  @Test
  void aMonitorStopsACollapse() throws Exception {
    Path run = directory.resolve("collapse");

    assertThat(printed(() -> StopOnCollapse.main(new String[] {run.toString()})))
        .contains("collapsed; stopping", "stopped: true", "likely cause: ")
        .doesNotContain("epoch 30");
  }
}
