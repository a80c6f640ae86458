package org.ssl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ssl4j.error.DataException;

class ShapesTest {
  private static final String TRAIN =
      "6108f25e27ae33bff2876884aa0445be164819b3116ddaaf19193f9f70eb2e9f";
  private static final String TEST =
      "a1e97d2ef37bab95ab1f0bfcd5915f1cfa6ce4834021590e9a89482060f30afa";

  @Test
  void theBytesNeverChange() {
    DataSplits splits = Shapes.open(32, 100, 20, 64);
    // A change of these is a change of every published number on shapes.
    assertThat(splits.train().fingerprint()).isEqualTo(TRAIN);
    assertThat(splits.test().fingerprint()).isEqualTo(TEST);
  }

  @Test
  void anImageIsTheSameWhateverTheLimitAndTheCache() {
    ImageSet few = Shapes.open(24, 10, 10, 64).train();
    ImageSet onDemand = Shapes.open(24, 4_000, 10, 0).train();
    assertThat(few).isInstanceOf(ByteImages.class);
    assertThat(onDemand).isInstanceOf(Shapes.class);
    byte[] a = new byte[few.imageBytes()];
    byte[] b = new byte[few.imageBytes()];
    for (int i = 0; i < 10; i++) {
      few.read(i, a, 0);
      onDemand.read(i, b, 0);
      assertThat(b).isEqualTo(a);
      assertThat(onDemand.label(i)).isEqualTo(few.label(i)).isEqualTo(i % 10);
    }
  }

  @Test
  void thereAreAsManyAsAskedForUpToAHundredThousand() {
    DataSplits splits = Shapes.open(8, null, null, 64);
    assertThat(splits.train().size()).isEqualTo(4_000);
    assertThat(splits.test().size()).isEqualTo(1_000);
    assertThat(Shapes.open(8, 100_000, 5, 0).train().size()).isEqualTo(100_000);
    assertThatThrownBy(() -> Shapes.open(8, 100_001, 5, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.trainLimit is 100001");
  }

  /** Weighted k-NN (k 200, T 0.1) on normalised pixels, as the run's own baseline measures it. */
  @Test
  void rawPixelsDoNotGiveTheClassAway() {
    DataSplits splits = Shapes.open(32, 2_000, 500, 64);
    float[][] bank = unitRows(splits.train(), splits);
    float[][] queries = unitRows(splits.test(), splits);
    int correct = 0;
    for (int q = 0; q < queries.length; q++) {
      if (classify(queries[q], bank, splits.train()) == splits.test().label(q)) {
        correct++;
      }
    }
    double accuracy = correct / (double) queries.length;
    assertThat(accuracy).isBetween(0.05, 0.45);
  }

  private static int classify(float[] query, float[][] bank, ImageSet labels) {
    double[] similarity = new double[bank.length];
    for (int i = 0; i < bank.length; i++) {
      similarity[i] = dot(query, bank[i]);
    }
    double[] sorted = similarity.clone();
    Arrays.sort(sorted);
    double threshold = sorted[sorted.length - 200];
    double[] scores = new double[10];
    for (int i = 0; i < bank.length; i++) {
      if (similarity[i] >= threshold) {
        scores[labels.label(i)] += Math.exp(similarity[i] / 0.1);
      }
    }
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }

  private static float dot(float[] a, float[] b) {
    float[] lanes = new float[8];
    for (int i = 0; i < a.length; i += 8) {
      for (int l = 0; l < 8; l++) {
        lanes[l] += a[i + l] * b[i + l];
      }
    }
    float sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  private static float[][] unitRows(ImageSet images, DataSplits splits) {
    int plane = images.height() * images.width();
    float[][] rows = new float[images.size()][images.imageBytes()];
    byte[] bytes = new byte[images.imageBytes()];
    for (int i = 0; i < rows.length; i++) {
      images.read(i, bytes, 0);
      double squares = 0;
      for (int p = 0; p < bytes.length; p++) {
        int c = p / plane;
        rows[i][p] = (float) (((bytes[p] & 0xFF) / 255.0 - splits.mean()[c]) / splits.std()[c]);
        squares += rows[i][p] * rows[i][p];
      }
      float scale = (float) (1 / Math.sqrt(squares));
      for (int p = 0; p < bytes.length; p++) {
        rows[i][p] *= scale;
      }
    }
    return rows;
  }
}
