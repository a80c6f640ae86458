package org.ssl4j.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.data.DataException;
import org.ssl4j.data.ImageSet;
import org.ssl4j.text.Text;

/**
 * A picture of what training will see: a row per image, the original at the left, several draws of
 * each view beside it, normalisation undone.
 */
public final class PreviewSheet {
  private static final int CELL = 96;
  private static final int GAP = 6;
  private static final int LABEL_WIDTH = 110;
  private static final int HEADER = 28;

  private PreviewSheet() {}

  /**
   * Writes the sheet; an existing file is replaced.
   *
   * @param rows images shown, evenly spaced over the set; at most its size are
   * @param draws random draws of each view
   * @param seed of the views' random numbers; the draws are those of epochs 0 .. draws-1
   * @throws DataException if the file cannot be written
   */
  public static void write(
      Path png, ImageSet images, List<ViewPipeline> views, int rows, int draws, long seed) {
    int count = Math.min(rows, images.size());
    int columns = 1 + views.size() * draws;
    int width = LABEL_WIDTH + columns * (CELL + GAP) + views.size() * GAP;
    var sheet = new BufferedImage(width, HEADER + count * (CELL + GAP), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    graphics.setColor(Color.DARK_GRAY);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    drawHeader(graphics, views.size(), draws);
    var painter = new RowPainter(graphics, images, views, draws, seed);
    for (int r = 0; r < count; r++) {
      painter.draw(spaced(r, count, images.size()), HEADER + r * (CELL + GAP));
    }
    graphics.dispose();
    save(sheet, png);
  }

  /** Evenly spaced, with the row added so that sets ordered by class in turn show all classes. */
  private static int spaced(int row, int rows, int size) {
    return (int) ((long) row * (size / rows) + row) % size;
  }

  private static int x(int view, int draw, int draws) {
    return LABEL_WIDTH + (CELL + GAP) * (1 + view * draws + draw) + GAP * (view + 1);
  }

  private static void drawHeader(Graphics2D graphics, int views, int draws) {
    int baseline = HEADER - 10;
    graphics.drawString("original", LABEL_WIDTH, baseline);
    for (int v = 0; v < views; v++) {
      graphics.drawString("view " + (v + 1), x(v, 0, draws), baseline);
    }
  }

  private static void save(BufferedImage sheet, Path png) {
    try {
      Path parent = png.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      var bytes = new ByteArrayOutputStream();
      if (!ImageIO.write(sheet, "png", bytes)) {
        throw new IllegalStateException("every Java platform must write PNG");
      }
      Files.write(png, bytes.toByteArray());
    } catch (IOException e) {
      throw new DataException(
          Text.of(
              "the sheet %s cannot be written (%s); give a file in a directory you can write to.",
              png.toAbsolutePath(), e.getMessage()),
          e);
    }
  }

  private static final class RowPainter {
    private final Graphics2D graphics;
    private final ImageSet images;
    private final List<ViewPipeline> views;
    private final int draws;
    private final ImagePainter painter;

    RowPainter(
        Graphics2D graphics, ImageSet images, List<ViewPipeline> views, int draws, long seed) {
      this.graphics = graphics;
      this.images = images;
      this.views = views;
      this.draws = draws;
      painter = new ImagePainter(images, seed);
    }

    void draw(int index, int y) {
      graphics.drawString(fitted(label(index)), GAP, y + CELL / 2);
      graphics.drawString("#" + index, GAP, y + CELL / 2 + 16);
      drawCell(painter.original(index), LABEL_WIDTH, y);
      for (int v = 0; v < views.size(); v++) {
        for (int d = 0; d < draws; d++) {
          drawCell(painter.view(index, views.get(v), v, d), x(v, d, draws), y);
        }
      }
    }

    private String label(int index) {
      int label = images.label(index);
      return label == ImageSet.UNLABELLED ? "unlabelled" : images.classNames().get(label);
    }

    private String fitted(String text) {
      FontMetrics metrics = graphics.getFontMetrics();
      String shown = text;
      while (metrics.stringWidth(shown) > LABEL_WIDTH - 2 * GAP) {
        shown = shown.substring(0, shown.length() - 2) + "…";
      }
      return shown;
    }

    private void drawCell(BufferedImage image, int x, int y) {
      graphics.drawImage(image, x, y, CELL, CELL, null);
    }
  }
}
