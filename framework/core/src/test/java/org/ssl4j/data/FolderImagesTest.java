package org.ssl4j.data;

import static java.awt.image.BufferedImage.TYPE_3BYTE_BGR;
import static java.awt.image.BufferedImage.TYPE_BYTE_GRAY;
import static java.awt.image.BufferedImage.TYPE_BYTE_INDEXED;
import static java.awt.image.BufferedImage.TYPE_INT_ARGB;
import static java.awt.image.BufferedImage.TYPE_USHORT_GRAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ssl4j.data.TestData.pixel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.config.DataConfig.OnUnreadable;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

class FolderImagesTest {
  private static final int ORANGE = 0xFFFF8010;

  @TempDir private Path root;

  @BeforeAll
  static void headless() {
    System.setProperty("java.awt.headless", "true");
  }

  private DataSplits open() {
    return open(null, null, OnUnreadable.SKIP, 256);
  }

  private DataSplits open(Integer train, Integer test, OnUnreadable unreadable, int cache) {
    var config = TestData.config("folder", root, train, test, 16, unreadable, cache);
    return DataSets.open(config, TestData.environment(root), Progress.NONE);
  }

  private void images(String folder, int count, int rgb) throws IOException {
    for (int i = 0; i < count; i++) {
      Path file = root.resolve(folder).resolve(Text.of("%03d.png", i));
      TestData.image(file, "png", 20, 16, TYPE_3BYTE_BGR, rgb + i);
    }
  }

  @Test
  void everyKindOfFileGivesItsColourInTheOrderRedGreenBlue() throws Exception {
    assertColour("a.JPG", "jpg", TYPE_3BYTE_BGR, 4, 255, 128, 16);
    assertColour("b.png", "png", TYPE_3BYTE_BGR, 0, 255, 128, 16);
    assertColour("c.bmp", "bmp", TYPE_3BYTE_BGR, 0, 255, 128, 16);
    assertColour("d.png", "png", TYPE_INT_ARGB, 0, 255, 128, 16);
    assertColour("e.png", "png", TYPE_BYTE_INDEXED, 40, 255, 128, 16);
    Files.createDirectories(root);
    for (int type : new int[] {TYPE_BYTE_GRAY, TYPE_USHORT_GRAY}) {
      File gray = TestData.image(root.resolve("g" + type + ".png"), "png", 30, 20, type, ORANGE);
      int[] rgb = pixel(TestData.decode(gray, 16), 16, 8, 8);
      assertThat(rgb[0]).isBetween(80, 180).isEqualTo(rgb[1]).isEqualTo(rgb[2]);
    }
  }

  private void assertColour(String name, String format, int type, int tolerance, int... expected)
      throws Exception {
    File file = TestData.image(root.resolve(name), format, 30, 20, type, ORANGE);
    int[] rgb = pixel(TestData.decode(file, 16), 16, 8, 8);
    for (int c = 0; c < 3; c++) {
      assertThat(Math.abs(rgb[c] - expected[c])).as(name).isLessThanOrEqualTo(tolerance);
    }
  }

  @Test
  void theShortSideIsScaledAndTheCentreIsCut() throws Exception {
    var wide = new java.awt.image.BufferedImage(96, 32, TYPE_3BYTE_BGR);
    for (int x = 32; x < 64; x++) {
      for (int y = 0; y < 32; y++) {
        wide.setRGB(x, y, 0xFFFFFF);
      }
    }
    File file = root.resolve("wide.png").toFile();
    assertThat(javax.imageio.ImageIO.write(wide, "png", file)).isTrue();
    byte[] chw = TestData.decode(file, 16);
    assertThat(chw).hasSize(3 * 16 * 16).containsOnly(255);
    assertThat(TestData.decode(file, 40)).hasSize(3 * 40 * 40);
  }

  @Test
  void givenClassFolders_whenOpened_thenLabelsAreTheirNamesAndAShareIsHeldOut() throws IOException {
    images("zebra", 8, 0x202020);
    images("ape", 12, 0xC0C0C0);
    DataSplits splits = open();
    assertThat(splits.train().classNames()).containsExactly("ape", "zebra");
    assertThat(labels(splits.train())).containsExactly(9, 6);
    assertThat(labels(splits.test())).containsExactly(3, 2);
    assertThat(splits.train().fingerprint()).isEqualTo(open().train().fingerprint());
    byte[] bytes = new byte[splits.train().imageBytes()];
    splits.train().read(0, bytes, 0);
    assertThat(pixel(bytes, 16, 0, 0)[0]).isEqualTo(0xC0);
    assertThat(splits.mean()[0]).isBetween(0.4, 0.6);
    DataDescription description = DataSets.describe(splits);
    assertThat(description.train().classCounts()).containsExactly(9, 6);
    assertThat(description.train().pixelBytes()).isEqualTo(15L * 3 * 16 * 16);
    assertThat(description.train().inMemory()).isTrue();
  }

  private static int[] labels(ImageSet images) {
    int[] counts = new int[images.classNames().size()];
    for (int i = 0; i < images.size(); i++) {
      counts[images.label(i)]++;
    }
    return counts;
  }

  @Test
  void givenImagesWithoutFolders_whenOpened_thenTheyAreUnlabelled() throws IOException {
    images("", 8, 0);
    DataSplits splits = open();
    assertThat(splits.train().classNames()).isEmpty();
    assertThat(splits.train().label(0)).isEqualTo(ImageSet.UNLABELLED);
    assertThat(splits.train().size()).isEqualTo(6);
    assertThat(splits.test().size()).isEqualTo(2);
    assertThat(DataSets.describe(splits).train().classCounts()).isEmpty();
  }

  @Test
  void givenSplitFolders_whenOpened_thenTheyAreTheSplits() throws IOException {
    images("train/a", 3, 0);
    images("train/b", 3, 0xFF);
    images("val/b", 2, 0xFF);
    DataSplits splits = open();
    assertThat(labels(splits.train())).containsExactly(3, 3);
    assertThat(labels(splits.test())).containsExactly(0, 2);
  }

  @Test
  void givenATestClassThatTrainingLacks_whenOpened_thenItIsNamed() throws IOException {
    images("train/a", 3, 0);
    images("train/b", 3, 0);
    images("test/a", 2, 0);
    images("test/c", 2, 0);
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("class folder 'c'");
  }

  @Test
  void givenUnreadableFiles_whenSkipped_thenTheOthersRemainInOrder() throws IOException {
    images("a", 6, 0x101010);
    images("b", 6, 0xE0E0E0);
    for (String name : List.of("a/0000.png", "b/0000.jpg")) {
      Files.writeString(root.resolve(name), "no image");
    }
    byte[] whole = Files.readAllBytes(root.resolve("a/001.png"));
    Files.write(root.resolve("b/0001.png"), Arrays.copyOf(whole, whole.length / 2));
    for (int cache : new int[] {256, 0}) {
      DataSplits splits = open(null, null, OnUnreadable.SKIP, cache);
      assertThat(splits.train().size() + splits.test().size()).isEqualTo(12);
      byte[] bytes = new byte[splits.train().imageBytes()];
      for (int i = 0; i < splits.train().size(); i++) {
        splits.train().read(i, bytes, 0);
        assertThat(pixel(bytes, 16, 3, 3)[0]).isEqualTo(splits.train().label(i) == 0 ? 0x10 : 0xE0);
      }
    }
  }

  @Test
  void givenAnUnreadableFile_whenItIsFatal_thenItIsNamed() throws IOException {
    images("", 8, 0);
    Files.writeString(root.resolve("train-me.png"), "no image");
    assertThatThrownBy(() -> open(null, null, OnUnreadable.FAIL, 256))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train-me.png")
        .hasMessageContaining("not a JPEG, PNG, BMP, WebP")
        .hasMessageContaining("data.unreadable: skip");
  }

  @Test
  void givenAFileThatClaimsToBeEnormous_whenDecoded_thenItIsRefusedByItsHeader() throws Exception {
    File bomb = TestData.image(root.resolve("bomb.png"), "png", 8, 8, TYPE_3BYTE_BGR, 0);
    TestData.write(bomb.toPath(), 16, 0, 0, 0x27, 0x10, 0, 0, 0x1F, 0x40);
    assertThatThrownBy(() -> TestData.decode(bomb, 16))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("80000000 pixels");
  }

  @Test
  void givenATruncatedJpeg_whenDecoded_thenItIsRefused() throws Exception {
    File jpeg = TestData.image(root.resolve("a.jpg"), "jpg", 64, 64, TYPE_3BYTE_BGR, ORANGE);
    byte[] whole = Files.readAllBytes(jpeg.toPath());
    for (int missing : new int[] {1, 2, 20}) {
      Files.write(jpeg.toPath(), Arrays.copyOf(whole, whole.length - missing));
      assertThatThrownBy(() -> TestData.decode(jpeg, 16))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("truncated");
    }
    Files.write(jpeg.toPath(), Arrays.copyOf(whole, whole.length + 1000));
    assertThat(TestData.decode(jpeg, 16)).hasSize(3 * 16 * 16);
  }

  @Test
  void givenFilesOfOddKinds_whenDecoded_thenEachIsReadOrRefusedInAClause() throws Exception {
    File dot = TestData.image(root.resolve("dot.png"), "png", 1, 1, TYPE_3BYTE_BGR, ORANGE);
    assertThat(pixel(TestData.decode(dot, 16), 16, 3, 12)).containsExactly(255, 128, 16);
    File line = TestData.image(root.resolve("line.png"), "png", 1, 900, TYPE_3BYTE_BGR, ORANGE);
    assertThat(pixel(TestData.decode(line, 16), 16, 8, 8)).containsExactly(255, 128, 16);

    // Scaled as a whole it would have 256 million pixels.
    File thread =
        TestData.image(root.resolve("thread.bmp"), "bmp", 1_000_000, 1, TYPE_3BYTE_BGR, ORANGE);
    assertThat(pixel(TestData.decode(thread, 16), 16, 8, 8)).containsExactly(255, 128, 16);

    // The content decides, not the name.
    File named = TestData.image(root.resolve("a.jpg"), "png", 20, 16, TYPE_3BYTE_BGR, ORANGE);
    assertThat(pixel(TestData.decode(named, 16), 16, 8, 8)).containsExactly(255, 128, 16);

    Path nothing = Files.createFile(root.resolve("nothing.png"));
    assertThatThrownBy(() -> TestData.decode(nothing.toFile(), 16))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is empty");
    Path text = Files.writeString(root.resolve("text.jpg"), "this is text, not an image");
    assertThatThrownBy(() -> TestData.decode(text.toFile(), 16))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("it is not a JPEG, PNG, BMP, WebP, TIFF, GIF or PNM image");

    assertThat(TestData.decode(cmykJpeg(root.resolve("cmyk.jpg")), 16)).hasSize(3 * 16 * 16);
  }

  /** Four components, as prepress software writes them. */
  private static File cmykJpeg(Path file) throws IOException {
    var raster =
        java.awt.image.Raster.createInterleavedRaster(
            java.awt.image.DataBuffer.TYPE_BYTE, 24, 20, 4, null);
    var writer = javax.imageio.ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var out = javax.imageio.ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new javax.imageio.IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    return file.toFile();
  }

  @Test
  void givenNoCache_whenReadByManyThreads_thenThePixelsAreThoseOfTheCache() throws IOException {
    for (int i = 0; i < 12; i++) {
      images("c" + i % 3, 4, 0x123456 * (i + 1) & 0xFFFFFF);
    }
    ImageSet cached = open().train();
    ImageSet onDemand = open(null, null, OnUnreadable.SKIP, 0).train();
    assertThat(onDemand).isInstanceOf(FolderImages.class);
    assertThat(onDemand.fingerprint())
        .isEqualTo(cached.fingerprint())
        .isEqualTo(Fingerprints.of(cached));
    IntStream.range(0, 200)
        .parallel()
        .map(i -> i % cached.size())
        .forEach(i -> assertThat(bytes(onDemand, i)).isEqualTo(bytes(cached, i)));
  }

  private static byte[] bytes(ImageSet images, int index) {
    byte[] bytes = new byte[images.imageBytes()];
    images.read(index, bytes, 0);
    return bytes;
  }

  @Test
  void givenAFileThatVanishes_whenReadOnDemand_thenItIsNamed() throws IOException {
    images("", 8, 0);
    ImageSet train = open(null, null, OnUnreadable.SKIP, 0).train();
    for (int i = 0; i < 8; i++) {
      Files.delete(root.resolve(Text.of("%03d.png", i)));
    }
    assertThatThrownBy(() -> bytes(train, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not any more");
  }

  @Test
  void givenALimit_whenOpened_thenAllClassesAreAmongTheImages() throws IOException {
    images("a", 40, 0);
    images("b", 40, 0);
    DataSplits splits = open(20, 6, OnUnreadable.SKIP, 256);
    assertThat(splits.train().size()).isEqualTo(20);
    assertThat(splits.test().size()).isEqualTo(6);
    assertThat(labels(splits.train())[0]).isBetween(3, 17);
    assertThatThrownBy(() -> open(61, null, OnUnreadable.SKIP, 256))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.trainLimit is 61")
        .hasMessageContaining("60 train images");
  }

  @Test
  void givenNothingToRead_whenOpened_thenEachCaseHasItsSentence() throws IOException {
    assertThatThrownBy(this::open).hasMessageContaining("is empty");
    Files.writeString(root.resolve("readme.txt"), "text");
    Files.writeString(root.resolve("._a.png"), "resource fork");
    assertThatThrownBy(this::open).hasMessageContaining("holds no image (JPEG, PNG, BMP");
    images("", 2, 0);
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("images, but at least 2 are needed");
    var missing = TestData.config("folder", root.resolve("absent"));
    assertThatThrownBy(() -> DataSets.open(missing, TestData.environment(root), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("absent is not a directory");
    var unset = TestData.config("folder", null);
    assertThatThrownBy(() -> DataSets.open(unset, TestData.environment(root), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.root is missing");
  }
}
