import java.util.Map;
import java.util.Random;
import org.ssl4j.diagnose.EmbeddingExam;
import org.ssl4j.measure.EmbeddingMatrix;

/** Diagnoses two sets of embeddings with the measures alone. */
public final class Verdicts {

  public static void main(String[] arguments) {
    for (int directions : new int[] {32, 2}) {
      var random = new Random(1);
      double[][] rows = new double[500][32];
      for (double[] row : rows) {
        for (int j = 0; j < row.length; j++) {
          row[j] = random.nextGaussian() * (j < directions ? 1 : 1e-4);
        }
      }
      var exam = EmbeddingExam.of(Map.of("mine", EmbeddingMatrix.of(rows)), Map.of(), null);
      System.out.println(exam.diagnosis().verdict());
    }
  }
}
