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
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.data.ImageSet;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * A picture of what training will see: a row per image with its class, name and position, the
 * original at the left, several draws of each view beside it, normalisation undone.
 */
public final class PreviewSheet {
  private static final int CELL = 96;
  private static final int GAP = 6;
  private static final int LABEL_WIDTH = 200;

  /** Baselines of a row's captions below its upper edge: class, name, position. */
  private static final int FIRST_LINE = CELL / 2 - 10;

  private static final int LINE = 17;
  private static final int HEADER = 28;

  private PreviewSheet() {}

  /**
   * Writes the sheet; an existing file is replaced.
   *
   * @param rows images shown, all different and of all classes in turn; at most the set's size are
   * @param draws random draws of each view
   * @param seed of the views' random numbers; the draws are those of epochs 0 .. draws-1
   * @return positions of the images in the set, from above
   * @throws DataException if the file cannot be written
   */
  public static List<Integer> write(
      Path png, ImageSet images, List<ViewPipeline> views, int rows, int draws, long seed) {
    List<Integer> chosen = ImageChoice.of(images, rows);
    int count = chosen.size();
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
    drawHeader(graphics, views, draws);
    var painter = new RowPainter(graphics, images, views, draws, seed);
    for (int r = 0; r < count; r++) {
      painter.draw(chosen.get(r), HEADER + r * (CELL + GAP));
    }
    graphics.dispose();
    save(sheet, png);
    return chosen;
  }

  /** Class of an image, for people. */
  public static String className(ImageSet images, int index) {
    int label = images.label(index);
    return label == ImageSet.UNLABELLED ? "unlabelled" : images.classNames().get(label);
  }

  private static int x(int view, int draw, int draws) {
    return LABEL_WIDTH + (CELL + GAP) * (1 + view * draws + draw) + GAP * (view + 1);
  }

  private static void drawHeader(Graphics2D graphics, List<ViewPipeline> views, int draws) {
    int baseline = HEADER - 10;
    graphics.drawString("original", LABEL_WIDTH, baseline);
    for (int v = 0; v < views.size(); v++) {
      graphics.drawString(name(views, v), x(v, 0, draws), baseline);
    }
  }

  /** What a sheet calls a view, with its size where sizes differ. */
  static String name(List<ViewPipeline> views, int view) {
    int size = views.get(view).size();
    boolean same = views.stream().allMatch(other -> other.size() == size);
    return "view " + (view + 1) + (same ? "" : Text.of(" (%d px)", size));
  }

  /** Draws of each view, so that many views make about as many columns as two. */
  public static int draws(int drawsOfTwo, int views) {
    return Math.min(drawsOfTwo, Math.max(1, 2 * drawsOfTwo / views));
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
      List<String> lines = new ArrayList<>(List.of(className(images, index)));
      images.imageName(index).ifPresent(lines::add);
      lines.add("#" + index);
      for (int i = 0; i < lines.size(); i++) {
        graphics.drawString(fitted(lines.get(i)), GAP, y + FIRST_LINE + i * LINE);
      }
      drawCell(painter.original(index), LABEL_WIDTH, y);
      for (int v = 0; v < views.size(); v++) {
        for (int d = 0; d < draws; d++) {
          drawCell(painter.view(index, views.get(v), v, d), x(v, d, draws), y);
        }
      }
    }

    /** As much of both ends as there is room for, because a name's end tells it from the next. */
    private String fitted(String text) {
      FontMetrics metrics = graphics.getFontMetrics();
      int[] points = shown(text).codePoints().toArray();
      String whole = new String(points, 0, points.length);
      String fitted = whole;
      for (int left = points.length - 1; left > 0 && tooWide(metrics, fitted); left--) {
        int head = left / 2;
        int tail = left - head;
        fitted = new String(points, 0, head) + "…" + new String(points, points.length - tail, tail);
      }
      return fitted;
    }

    private static boolean tooWide(FontMetrics metrics, String text) {
      return metrics.stringWidth(text) > LABEL_WIDTH - 2 * GAP;
    }

    /** Characters that no font of this machine has would all be the same empty box. */
    private String shown(String text) {
      var shown = new StringBuilder();
      text.codePoints()
          .forEach(
              point -> {
                if (graphics.getFont().canDisplay(point)) {
                  shown.appendCodePoint(point);
                } else {
                  shown.append(Text.of("U+%04X", point));
                }
              });
      return shown.toString();
    }

    private void drawCell(BufferedImage image, int x, int y) {
      graphics.drawImage(image, x, y, CELL, CELL, null);
    }
  }
}
