package org.ssl4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;
import org.ssl4j.data.Shapes;
import org.ssl4j.error.DataException;
import org.ssl4j.golden.Languages;

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
    int original = 200;
    int firstView = 200 + 102 + 6;
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
  void manyViewsHaveFewerDrawsAndTheirSizesWhereTheseDiffer() {
    assertThat(List.of(1, 2, 3, 4, 8, 20))
        .extracting(views -> PreviewSheet.draws(4, views))
        .containsExactly(4, 4, 2, 2, 1, 1);
    var small = ViewPipeline.clean(8, new double[3], new double[] {1, 1, 1});
    assertThat(PreviewSheet.name(List.of(clean(), clean()), 1)).isEqualTo("view 2");
    assertThat(PreviewSheet.name(List.of(clean(), small), 1)).isEqualTo("view 2 (8 px)");
  }

  /** Images without pixels of interest, by label. */
  private static ImageSet labelled(int... labels) {
    return new ImageSet() {
      @Override
      public String name() {
        return "labelled";
      }

      @Override
      public int size() {
        return labels.length;
      }

      @Override
      public int height() {
        return 16;
      }

      @Override
      public int width() {
        return 16;
      }

      @Override
      public int label(int index) {
        return labels[index];
      }

      @Override
      public List<String> classNames() {
        return List.of("Bäume", "猫", "c");
      }

      @Override
      public Optional<String> imageName(int index) {
        return Optional.of("Ordner/" + "sehr-langer-name-".repeat(index) + "猫🙂é" + index + ".png");
      }

      @Override
      public void read(int index, byte[] target, int offset) {
        java.util.Arrays.fill(target, offset, offset + imageBytes(), (byte) (10 * index));
      }

      @Override
      public String fingerprint() {
        return "";
      }
    };
  }

  @Test
  void asManyDifferentImagesAsThereAre() {
    for (int size = 1; size <= 40; size++) {
      int[] byClass = new int[size];
      for (int i = 0; i < size; i++) {
        byClass[i] = 3 * i / size;
      }
      for (int rows = 1; rows <= 20; rows++) {
        var chosen = ImageChoice.of(labelled(byClass), rows);
        assertThat(chosen).as("%d of %d", rows, size).hasSize(Math.min(rows, size));
        assertThat(chosen).doesNotHaveDuplicates();
        if (rows >= 3 && size >= 3) {
          assertThat(chosen.stream().map(i -> byClass[i]).distinct()).hasSize(3);
        }
      }
    }
  }

  @Test
  void aRareClassIsShownAndAnOrderIsNotFollowed() {
    int[] labels = new int[100];
    labels[99] = 1;

    assertThat(ImageChoice.of(labelled(labels), 5)).containsExactly(0, 99, 24, 49, 74);
    assertThat(ImageChoice.of(SHAPES.train(), 10).stream().map(i -> SHAPES.train().label(i)))
        .doesNotHaveDuplicates();
  }

  @Test
  void namesOfAnyLengthAndScriptAreCaptions() throws IOException {
    Languages.assumeNamesOfEveryScript();
    Path png = directory.resolve("猫.png");
    var images = labelled(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1);

    var chosen = PreviewSheet.write(png, images, List.of(clean()), 14, 1, 1);

    assertThat(chosen).hasSize(14).doesNotHaveDuplicates();
    var sheet = ImageIO.read(png.toFile());
    for (int row = 0; row < 14; row++) {
      int ink = 0;
      for (int y = 28 + row * 102; y < 28 + row * 102 + 96; y++) {
        for (int x = 0; x < 200; x++) {
          ink += sheet.getRGB(x, y) == 0xFFFFFFFF ? 0 : 1;
          assertThat(x > 196 && sheet.getRGB(x, y) != 0xFFFFFFFF).as("sticks out").isFalse();
        }
      }
      assertThat(ink).as("captions of row %d", row).isGreaterThan(100);
    }
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
