import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.ssl4j.api.Ssl4j;

/** Trains, embeds and diagnoses: {@code Outside DIRECTORY}. */
public final class Outside {

  public static void main(String[] arguments) {
    var config =
        Ssl4j.configOf(
                """
                name: outside
                data: {dataset: shapes, imageSize: 16, trainLimit: 128, testLimit: 64, batchSize: 64}
                backbone: {name: convnet4, width: 16}
                method: {name: vicreg, projector: {layers: [32, 32]}}
                schedule: {epochs: 1, warmupEpochs: 0}
                monitor: {images: 64}
                evaluation: {k: 5}
                """)
            .build();
    var run = Ssl4j.train(config, Path.of(arguments[0]));
    var pictures = new BufferedImage[12];
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB);
      for (int x = 0; x < 20; x++) {
        pictures[i].setRGB(x, i, 0xFF << 2 * i);
      }
    }
    try (var encoder = run.encoder()) {
      float[][] vectors = encoder.embed(pictures);
      System.out.println("steps " + run.outcome().steps());
      System.out.println("vectors " + vectors.length + " x " + vectors[0].length);
      System.out.println("verdict " + Ssl4j.diagnose(vectors).verdict());
    }
  }
}
