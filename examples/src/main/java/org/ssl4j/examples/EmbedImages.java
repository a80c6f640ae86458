package org.ssl4j.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;
import org.ssl4j.api.Ssl4j;

/**
 * Finds the image of a folder that is most similar to a given one: {@code EmbedImages ENCODER
 * FOLDER IMAGE}, where ENCODER is a run directory or an encoder.zip.
 */
public final class EmbedImages {

  private EmbedImages() {}

  /**
   * The files of a folder, the most similar to a picture first.
   *
   * @param encoder a run directory or an encoder.zip
   */
  public static List<Path> mostSimilar(Path encoder, List<Path> files, BufferedImage picture) {
    try (var embedder = Ssl4j.encoder(encoder)) {
      float[][] vectors = embedder.embedFiles(files);
      float[] wanted = embedder.embed(picture)[0];
      return files.stream()
          .sorted(Comparator.comparingDouble(file -> -cosine(vectors[files.indexOf(file)], wanted)))
          .toList();
    }
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      squaresOfA += a[i] * a[i];
      squaresOfB += b[i] * b[i];
    }
    return product / Math.sqrt(squaresOfA * squaresOfB);
  }

  /** Prints the name of the most similar file. */
  public static void main(String[] arguments) throws IOException {
    List<Path> files;
    try (var listed = Files.list(Path.of(arguments[1]))) {
      files = listed.filter(Files::isRegularFile).sorted().toList();
    }
    var picture = ImageIO.read(Path.of(arguments[2]).toFile());
    System.out.println(mostSimilar(Path.of(arguments[0]), files, picture).get(0).getFileName());
  }
}
