package org.ssl4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.data.DataException;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.Shapes;

class PreviewSheetTest {
  private static final DataSplits SHAPES = Shapes.open(16, 20, 5, 64);

  @TempDir private Path directory;

  @BeforeAll
  static void headless() {
    System.setProperty("java.awt.headless", "true");
  }

  private static ViewPipeline clean() {
    return ViewPipeline.clean(16, SHAPES.mean(), SHAPES.std());
  }

  @Test
  void cleanViewsLookLikeTheOriginalBesideThem() throws IOException {
    Path png = directory.resolve("new").resolve("sheet.png");
    PreviewSheet.write(png, SHAPES.train(), List.of(clean()), 3, 2, 1);
    BufferedImage sheet = ImageIO.read(png.toFile());
    int original = 110;
    int firstView = 110 + 102 + 6;
    for (int y = 28; y < 28 + 3 * 102 - 6; y++) {
      for (int x = 0; x < 96; x++) {
        assertThat(sheet.getRGB(firstView + x, y)).isEqualTo(sheet.getRGB(original + x, y));
        assertThat(sheet.getRGB(firstView + 102 + x, y)).isEqualTo(sheet.getRGB(original + x, y));
      }
    }
    assertThat(sheet.getRGB(original + 48, 28 + 48)).isNotEqualTo(0xFFFFFFFF);
  }

  @Test
  void moreRowsThanImagesShowEveryImageOnce() throws IOException {
    Path png = directory.resolve("sheet.png");
    PreviewSheet.write(png, SHAPES.test(), List.of(clean(), clean()), 50, 1, 1);
    assertThat(ImageIO.read(png.toFile()).getHeight()).isEqualTo(28 + 5 * 102);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "text");
    assertThatThrownBy(
            () ->
                PreviewSheet.write(
                    file.resolve("sheet.png"), SHAPES.test(), List.of(clean()), 2, 1, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("sheet.png cannot be written");
  }
}
