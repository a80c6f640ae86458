import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Makes a folder of images as people have them: JPEG, PNG, BMP, GIF and TIFF; RGB, gray, with alpha, with a palette, with 16 bits; sizes from 40 to 500
 * pixels; names with spaces, accents and other scripts; some files that are no image, and some hidden ones.
 *
 * <p>java scripts/make-images.java DIRECTORY COUNT CLASSES (0: all in one folder)
 */
public class MakeImages {

  private static final List<String> CLASSES =
      List.of("rings", "stripes", "été", "猫", "two words", "dots.v2", "Ünïcode", "plain");

  private static final List<String> NAMES =
      List.of("IMG_%04d", "photo %d", "façade-%d", "写真%d", "100%% no %d", "a#b;c=%d");

  private static final List<String> FORMATS = List.of("jpg", "png", "jpg", "bmp", "png", "gif", "tif", "jpg");

  public static void main(String[] arguments) throws IOException {
    var root = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    int classes = Integer.parseInt(arguments[2]);
    var random = new Random(count);
    for (int i = 0; i < count; i++) {
      int label = classes == 0 ? i % CLASSES.size() : i % classes;
      var folder = Files.createDirectories(classes == 0 ? root : root.resolve(CLASSES.get(label)));
      String format = FORMATS.get(random.nextInt(FORMATS.size()));
      String name = NAMES.get(random.nextInt(NAMES.size())).formatted(i) + "." + (random.nextInt(5) == 0 ? format.toUpperCase() : format);
      var image = image(random, label, format);
      if (!ImageIO.write(image, format, Files.newOutputStream(folder.resolve(name)))) {
        throw new IOException("no writer for " + name + ", type " + image.getType());
      }
    }
    Files.writeString(root.resolve("notes.txt"), "not an image");
    Files.writeString(root.resolve(".DS_Store"), "hidden");
    Files.writeString(root.resolve("broken.jpg"), "not an image either");
  }

  private static BufferedImage image(Random random, int label, String format) {
    int width = 40 + random.nextInt(460);
    int height = 40 + random.nextInt(460);
    if (format.equals("png") && random.nextInt(4) == 0) {
      return deepGray(random, width, height);
    }
    var image = new BufferedImage(width, height, type(random, format));
    Graphics2D g = image.createGraphics();
    g.setPaint(new GradientPaint(0, 0, colour(random), width, height, colour(random)));
    if (!image.getColorModel().hasAlpha() || random.nextBoolean()) {
      g.fillRect(0, 0, width, height);
    }
    g.setColor(colour(random));
    for (int i = 0; i < 3 + label; i++) {
      int x = random.nextInt(width);
      int y = random.nextInt(height);
      int size = 5 + random.nextInt(Math.min(width, height) / 3 + 1);
      switch (label % 4) {
        case 0 -> g.drawOval(x, y, size, size);
        case 1 -> g.drawLine(x, y, x + size, y + size);
        case 2 -> g.fillRect(x, y, size, size);
        default -> g.fillOval(x, y, size, size);
      }
    }
    g.dispose();
    return image;
  }

  private static int type(Random random, String format) {
    return switch (format) {
      case "png", "tif" ->
          List.of(BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_BYTE_INDEXED)
              .get(random.nextInt(4));
      case "gif" -> BufferedImage.TYPE_BYTE_INDEXED;
      default -> random.nextInt(4) == 0 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    };
  }

  private static BufferedImage deepGray(Random random, int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
    WritableRaster raster = image.getRaster();
    int slope = 1 + random.nextInt(100);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setSample(x, y, 0, (x * slope + y * 60 + random.nextInt(2000)) & 0xFFFF);
      }
    }
    return image;
  }

  private static Color colour(Random random) {
    return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
  }
}
