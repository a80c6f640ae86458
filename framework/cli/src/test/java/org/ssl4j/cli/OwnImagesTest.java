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
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A few images of a user's and the shipped config: what he did not write is fitted to them, what he
 * wrote is refused before anything is decoded.
 */
class OwnImagesTest {

  @TempDir private Path directory;
  private String homeBefore;

  @BeforeEach
  void knowTheShippedConfigs() {
    homeBefore = System.getProperty("ssl4j.home");
    System.setProperty("ssl4j.home", Path.of("..", "..").toAbsolutePath().normalize().toString());
  }

  @AfterEach
  void forgetThem() {
    if (homeBefore == null) {
      System.clearProperty("ssl4j.home");
    } else {
      System.setProperty("ssl4j.home", homeBefore);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 14", "12, 4", "0, 60"})
  void aFewImagesStartAsShipped(int classes, int each) throws IOException {
    var ran = train(images(classes, each));

    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.OK);
    assertThat(metrics()).hasSize(2).last().asString().contains("\"effectiveRank\"");
    assertThat(Files.readString(directory.resolve("run/provenance.json")))
        .contains("\"fitted\"", "monitor.images", "data.batchSize");
  }

  @Test
  void imagesWithoutClassesExportTheirFeatures() throws IOException {
    assertThat(train(images(0, 40)).code()).isZero();
    Path features = directory.resolve("features.npz");
    String run = directory.resolve("run").toString();

    var exported = Ran.of("evaluate", run, "--export", features.toString());
    var scored = Ran.of("evaluate", run, "knn");

    assertThat(exported.code()).as(exported.err()).isZero();
    assertThat(exported.out()).contains("[40, 32] without labels, which the images do not have");
    try (var zip = new ZipFile(features.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("backbone.npy");
    }
    assertThat(scored.code()).isEqualTo(ExitCode.DATA);
    assertThat(scored.err()).contains("only write the features with --export FILE.npz");
  }

  @Test
  void copiesOnBothSidesAreNamed() throws IOException {
    Path root = images(2, 20);
    Path split = directory.resolve("split");
    for (String side : List.of("train", "test")) {
      for (String name : List.of("c0", "c1")) {
        Path folder = Files.createDirectories(split.resolve(side).resolve(name));
        for (int i = 0; i < (side.equals("test") ? 10 : 20); i++) {
          Files.copy(root.resolve(name + "/i" + i + ".png"), folder.resolve(i + ".png"));
        }
      }
    }

    assertThat(train(split).err())
        .contains(
            "20 of the 20 images of folder/test have the same pixels as images of folder/train");
  }

  @Test
  void imagesThatHaveChangedSinceTrainingAreNamed() throws IOException {
    Path root = images(2, 20);
    assertThat(train(root).code()).isZero();
    Files.delete(root.resolve("c0/i3.png"));

    var ran = Ran.of("evaluate", directory.resolve("run").toString(), "knn");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("images differ from those of the run");
  }

  @Test
  void aNumberOfTheUsersIsRefusedBeforeDecoding() throws IOException {
    Path root = images(2, 20);
    Files.writeString(root.resolve("c0/broken.png"), "no image");

    var ran = train(root, "--set", "monitor.images=300", "--set", "data.unreadable=fail");

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err())
        .contains(
            "--set monitor.images=300: monitor.images: is 300, but there are only 8 held-out");
  }

  @Test
  void aShareOfTheUsersThatHoldsOutTooLittleIsRefusedWithOneThatWorks() throws IOException {
    var ran = train(images(0, 20), "--set", "data.testFraction=0.1");

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("--set data.testFraction=0.1: ", "2 of 20", "so use 0.2.");
  }

  @Test
  void whatWasFittedDoesNotStopAResume() throws IOException {
    Path root = images(2, 20);
    assertThat(train(root).code()).isZero();

    var again = train(root, "--resume", "auto", "--set", "schedule.maxSteps=2");

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(metrics()).hasSize(3);
  }

  @Test
  void unreadableFilesAreTakenOffWhatWasFitted() throws IOException {
    Path root = images(0, 30);
    for (int i = 0; i < 12; i++) {
      Files.writeString(root.resolve("broken" + i + ".png"), "no image");
    }

    var ran = train(root);

    assertThat(ran.code()).as(ran.err()).isZero();
  }

  private List<String> metrics() throws IOException {
    return Files.readAllLines(directory.resolve("run/metrics.jsonl"));
  }

  private Ran train(Path root, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "../../configs/folder.yaml"));
    arguments.addAll(List.of("--out", directory.resolve("run").toString()));
    // A smaller net than the shipped one; nothing that has to do with the number of images.
    for (String set :
        List.of(
            "data.root=" + root,
            "data.imageSize=12",
            "backbone={ name: convnet4, width: 4 }",
            "method.projector.layers=[16, 16]",
            "method.predictor.layers=[8, 16]",
            "schedule.maxSteps=1")) {
      arguments.addAll(List.of("--set", set));
    }
    arguments.addAll(Arrays.asList(more));
    return Ran.of(arguments.toArray(String[]::new));
  }

  /**
   * @param classes folders; 0 for images without classes
   * @param each images of each folder
   */
  private Path images(int classes, int each) throws IOException {
    var root = directory.resolve("images");
    var random = new Random(7);
    for (int c = 0; c < Math.max(1, classes); c++) {
      var folder = Files.createDirectories(classes == 0 ? root : root.resolve("c" + c));
      for (int i = 0; i < each; i++) {
        var image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 144; pixel++) {
          image.setRGB(pixel % 12, pixel / 12, random.nextInt(1 << 24));
        }
        ImageIO.write(image, "png", folder.resolve("i" + i + ".png").toFile());
      }
    }
    return root;
  }
}
