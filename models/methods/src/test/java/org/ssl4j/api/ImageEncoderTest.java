package org.ssl4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.Progress;
import org.ssl4j.encoder.FrozenEncoder;
import org.ssl4j.error.DataException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.run.RunException;

/** An encoder in a Java program sees an image as the training saw it. */
class ImageEncoderTest {

  private static final int IMAGES = 24;

  @TempDir static Path directory;

  private static Path photos;
  private static TrainedRun run;
  private static ImageEncoder encoder;

  private static BufferedImage picture(int number, int type) {
    var image = new BufferedImage(20 + number, 31 - number, type);
    var graphics = image.createGraphics();
    int red = 10 * number;
    var from = new Color(red, 200 - red / 2, 90, image.getColorModel().hasAlpha() ? 120 : 255);
    graphics.setPaint(new GradientPaint(0, number, from, 20, 25, new Color(30, red, 255 - red)));
    graphics.fillRect(1, 2, image.getWidth() - 3, image.getHeight());
    graphics.dispose();
    return image;
  }

  private static Path file(int number) {
    return photos.resolve("photo-" + (10 + number) + ".png");
  }

  @BeforeAll
  static void train() throws Exception {
    photos = Files.createDirectories(directory.resolve("photos"));
    for (int i = 0; i < IMAGES; i++) {
      ImageIO.write(picture(i, BufferedImage.TYPE_INT_RGB), "png", file(i).toFile());
    }
    var config =
        Ssl4jTest.tiny()
            .set("data.dataset", "folder")
            .set("data.root", photos)
            .set("data.imageSize", 12)
            .set("views.size", 8)
            .set("data.trainLimit", null)
            .set("data.testLimit", null)
            .set("data.testFraction", 0.4)
            .set("monitor.images", 4)
            .build();
    run = Ssl4j.train(config, directory.resolve("run"));
    encoder = run.encoder();
  }

  @AfterAll
  static void close() {
    encoder.close();
  }

  private static void assertSame(float[] vector, float[] expected) {
    assertThat(vector).hasSameSizeAs(expected);
    for (int j = 0; j < vector.length; j++) {
      assertThat(vector[j]).as("dimension %d", j).isCloseTo(expected[j], within(1e-5f));
    }
  }

  @Test
  void aFileHasTheVectorThatTheTrainedNetworkGaveIt() {
    var request = new FrozenEncoder.Request(run.directory().path(), null, null, List.<String>of());
    try (var frozen =
        FrozenEncoder.open(request, new MethodCatalog(), DataEnvironment.system(), Progress.NONE)) {
      frozen.loadTrained();
      var images = frozen.data().train();
      var features = frozen.features(images, images.size());
      double[] row = new double[features.columns()];
      for (int i = 0; i < images.size(); i++) {
        features.read(i, 0, row.length, row, 0);
        float[] expected = new float[row.length];
        for (int j = 0; j < row.length; j++) {
          expected[j] = (float) row[j];
        }
        assertSame(encoder.embed(photos.resolve(images.imageName(i).orElseThrow()))[0], expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_BYTE_BINARY
      })
  void anImageInMemoryHasTheVectorOfItsFile(int type) throws Exception {
    var image = picture(3, type);
    Path file = directory.resolve("type-" + type + ".png");
    ImageIO.write(image, "png", file.toFile());

    assertThat(encoder.embed(image)).isEqualTo(encoder.embed(file));
  }

  @Test
  void aPartOfALargerImageIsEmbeddedAlone() {
    var large = picture(5, BufferedImage.TYPE_BYTE_GRAY);
    var part = large.getSubimage(4, 6, 12, 14);
    var copy = new BufferedImage(12, 14, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 14; y++) {
      for (int x = 0; x < 12; x++) {
        copy.getRaster().setSample(x, y, 0, large.getRaster().getSample(4 + x, 6 + y, 0));
      }
    }

    assertThat(encoder.embed(part)).isEqualTo(encoder.embed(copy));
  }

  @Test
  void aVectorDoesNotDependOnTheCompanyOfItsImage() {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      files.add(file(i % IMAGES));
    }

    float[][] together = encoder.embedFiles(files);

    assertThat(together).hasDimensions(300, together[0].length);
    for (int i = 0; i < 300; i++) {
      assertSame(together[i], together[i % IMAGES]);
    }
    assertSame(encoder.embed(file(7))[0], together[7]);
    assertThat(together[3]).isNotEqualTo(together[4]);
    assertThat(encoder.embedFiles(List.of())).isEmpty();
  }

  @Test
  void manyThreadsMayAskAtOnce() throws Exception {
    float[][] expected = encoder.embed(file(1), file(2), file(3));
    var threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<float[][]>> questions = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        questions.add(() -> encoder.embed(file(1), file(2), file(3)));
      }
      for (var answer : threads.invokeAll(questions)) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whatCannotBeEmbeddedIsNamed() throws Exception {
    Path text = Files.writeString(directory.resolve("letter.png"), "Dear reader, this is a letter");
    Path cut = directory.resolve("cut.png");
    byte[] whole = Files.readAllBytes(file(0));
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> encoder.embed(file(0), text))
        .isInstanceOf(DataException.class)
        .hasMessage(
            text + " cannot be used: it is not a JPEG, PNG, BMP, WebP, TIFF, GIF or PNM image.");
    assertThatThrownBy(() -> encoder.embed(cut))
        .hasMessageContaining("cut.png cannot be used: it is truncated");
    assertThatThrownBy(() -> encoder.embed(directory.resolve("absent.jpg")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("absent.jpg cannot be used: it cannot be opened");
    assertThatThrownBy(() -> encoder.embed(picture(0, BufferedImage.TYPE_INT_RGB), null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void bitsInUseOf16MustBeKnown() {
    var dark = new BufferedImage(12, 12, BufferedImage.TYPE_USHORT_GRAY);
    var bright = new BufferedImage(12, 12, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 12; x++) {
      dark.getRaster().setSample(x, 3, 0, 0xFFF);
      bright.getRaster().setSample(x, 3, 0, 0xFF);
    }

    assertThatThrownBy(() -> encoder.embed(dark))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("image 0 has 16-bit pixels of at most 4095");
    try (var twelve = Ssl4j.encoder(run.directory().encoder(), 12)) {
      assertThat(twelve.embed(dark)).isEqualTo(encoder.embed(bright));
    }
    assertThatThrownBy(() -> Ssl4j.encoder(run.directory().encoder(), 13))
        .isInstanceOf(RunException.class)
        .hasMessageEndingWith("data.bitDepth: must be auto, 8, 10, 12, 14 or 16, not 13");
  }

  @Test
  void aClosedEncoderRefuses() {
    var closed = run.encoder();
    closed.close();
    closed.close();

    assertThatThrownBy(() -> closed.embed(file(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this encoder is closed");
  }
}
