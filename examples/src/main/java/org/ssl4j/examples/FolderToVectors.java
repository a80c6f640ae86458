package org.ssl4j.examples;

import java.nio.file.Path;
import org.ssl4j.api.Ssl4j;

/** From a folder of images to vectors of images: {@code FolderToVectors IMAGES RUN IMAGE}. */
public final class FolderToVectors {

  private FolderToVectors() {}

  static float[] vector(Path images, Path directory, Path image) {
    // README begins
    var config =
        Ssl4j.config()
            .set("name", "photos")
            .set("data.dataset", "folder")
            .set("data.root", images)
            .set("backbone.name", "convnet4")
            .set("method.name", "simclr")
            .set("schedule.epochs", 3)
            .build();
    var run = Ssl4j.train(config, directory);
    System.out.println(run.diagnosis().orElseThrow().sentence());
    try (var encoder = run.encoder()) {
      float[][] vectors = encoder.embed(image);
      return vectors[0];
    }
    // README ends
  }

  /** Prints the length of the vector. */
  public static void main(String[] arguments) {
    var vector = vector(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    System.out.println(vector.length + " dimensions");
  }
}
