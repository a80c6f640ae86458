package org.ssl4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.data.ImageSet;

/** The baseline of pixels has a bounded size whatever the images have. */
class PixelEmbeddingsTest {

  private static final double[] MEAN = {0.5, 0.4, 0.3};
  private static final double[] STD = {0.25, 0.2, 0.1};

  @ParameterizedTest
  @ValueSource(ints = {33, 48, 64, 128, 224, 1000})
  void largeImagesGive32x32(int side) {
    var pixels = new PixelEmbeddings(new Ramp(side), 1, MEAN, STD);

    assertThat(pixels.columns()).isEqualTo(3 * 32 * 32);
    double[] row = new double[pixels.columns()];
    pixels.read(0, 0, row.length, row, 0);
    double sum = 0;
    for (int i = 0; i < 1024; i++) {
      sum += row[i] * STD[0] + MEAN[0];
    }
    assertThat(sum / 1024).isCloseTo(new Ramp(side).mean(), within(1e-9));
  }

  @Test
  void aPixelIsTheMeanOfTheAreaItCovers() {
    var pixels = new PixelEmbeddings(new Ramp(48), 1, MEAN, STD);
    double[] first = new double[1];
    pixels.read(0, 0, 1, first, 0);

    // 1.5 x 1.5 source pixels of the levels x + y.
    double level = (0 + 0.5 * 1 + 0.5 * (1 + 0.5 * 2)) / 2.25;
    assertThat(first[0]).isCloseTo((level / 255 - MEAN[0]) / STD[0], within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 31, 32})
  void smallImagesStayAsTheyAre(int side) {
    var images = new Ramp(side);
    var pixels = new PixelEmbeddings(images, 1, MEAN, STD);
    byte[] bytes = new byte[images.imageBytes()];
    images.read(0, bytes, 0);

    double[] row = new double[bytes.length];
    pixels.read(0, 0, row.length, row, 0);
    for (int i = 0; i < bytes.length; i++) {
      int channel = i / (side * side);
      assertThat(row[i]).isEqualTo(((bytes[i] & 0xFF) / 255.0 - MEAN[channel]) / STD[channel]);
    }
  }

  @Test
  void theNameSaysWhatWasDone() {
    assertThat(PixelEmbeddings.describe(new Ramp(32))).isEqualTo("raw pixels");
    assertThat(PixelEmbeddings.describe(new Ramp(224))).isEqualTo("pixels averaged to 32 x 32");
  }

  /** One image with the level x + y, at most 255. */
  private record Ramp(int side) implements ImageSet {

    private int level(int x, int y) {
      return Math.min(255, x + y);
    }

    double mean() {
      double sum = 0;
      for (int i = 0; i < side * side; i++) {
        sum += level(i % side, i / side);
      }
      return sum / (side * side) / 255;
    }

    @Override
    public String name() {
      return "ramp";
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public int height() {
      return side;
    }

    @Override
    public int width() {
      return side;
    }

    @Override
    public int label(int index) {
      return 0;
    }

    @Override
    public List<String> classNames() {
      return List.of("ramp");
    }

    @Override
    public void read(int index, byte[] target, int offset) {
      for (int i = 0; i < imageBytes(); i++) {
        int at = i % (side * side);
        target[offset + i] = (byte) level(at % side, at / side);
      }
    }

    @Override
    public String fingerprint() {
      return "ramp";
    }
  }
}
