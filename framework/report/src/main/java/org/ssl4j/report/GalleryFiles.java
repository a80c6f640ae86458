package org.ssl4j.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.ssl4j.run.DiskException;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/** The files of {@code gallery/} in a run directory. */
final class GalleryFiles {

  static final String FORMAT = "ssl4j-gallery";
  static final int VERSION = 1;

  private static final String DESCRIPTION = "gallery.json";
  private static final List<String> PICTURES = List.of("thumbnails", "views");

  /** Pictures of a few pixels show the blocks of a lower one. */
  private static final float QUALITY = 0.9f;

  private GalleryFiles() {}

  static void write(
      RunDirectory run, ObjectNode description, BufferedImage thumbnails, BufferedImage views) {
    var directory = run.gallery();
    try {
      Files.createDirectories(directory);
      Files.write(directory.resolve("thumbnails.jpg"), jpeg(thumbnails));
      Files.write(directory.resolve("views.jpg"), jpeg(views));
    } catch (IOException e) {
      throw DiskException.cannotWrite(directory, e);
    }
    // Last, so that a description never stands without its pictures.
    RunDirectory.writeAtomically(directory.resolve(DESCRIPTION), description.toString() + "\n");
  }

  /**
   * The description with its pictures as data URIs under "pictures", if the run has a gallery.
   *
   * @throws RunException if it is of another version or incomplete
   */
  static Optional<ObjectNode> read(RunDirectory run) {
    var directory = run.gallery();
    var read = JsonFiles.read(directory.resolve(DESCRIPTION));
    if (read.isEmpty()) {
      return Optional.empty();
    }
    if (!(read.get() instanceof ObjectNode description)
        || !FORMAT.equals(description.path("format").asText())
        || description.path("version").asInt() != VERSION) {
      throw new RunException(
          Text.of(
              "%s is not a gallery of version %d; remove it to write the page without a gallery",
              directory, VERSION));
    }
    var pictures = description.putObject("pictures");
    for (String name : PICTURES) {
      pictures.put(name, dataUri(directory.resolve(name + ".jpg")));
    }
    return Optional.of(description);
  }

  private static String dataUri(Path jpg) {
    try {
      return "data:image/jpeg;base64,"
          + Base64.getEncoder().encodeToString(Files.readAllBytes(jpg));
    } catch (IOException e) {
      throw new RunException(
          Text.of(
              "cannot read %s; restore it, or remove the gallery to write the page without it",
              jpg),
          e);
    }
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var stream = ImageIO.createImageOutputStream(bytes)) {
      var settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(QUALITY);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
