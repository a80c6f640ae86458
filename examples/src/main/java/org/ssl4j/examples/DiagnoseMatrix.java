package org.ssl4j.examples;

import java.util.Random;
import org.ssl4j.api.Ssl4j;

/** Diagnoses embeddings that another program has made. */
public final class DiagnoseMatrix {

  private static final int ROWS = 500;
  private static final int COLUMNS = 32;

  private DiagnoseMatrix() {}

  /** Embeddings that vary in the given number of directions only, and in the others hardly. */
  static double[][] embeddings(int directions) {
    var random = new Random(1);
    double[][] rows = new double[ROWS][COLUMNS];
    for (double[] row : rows) {
      for (int j = 0; j < COLUMNS; j++) {
        row[j] = random.nextGaussian() * (j < directions ? 1 : 1e-4);
      }
    }
    return rows;
  }

  /** Prints verdict, evidence and some measures of two sets of embeddings. */
  public static void main(String[] arguments) {
    for (int directions : new int[] {COLUMNS, 2}) {
      var examination = Ssl4j.diagnose(embeddings(directions));
      var measures = examination.measures().orElseThrow();
      System.out.println(examination.verdict());
      examination.evidence().forEach(evidence -> System.out.println("  " + evidence.sentence()));
      System.out.println("  effective rank " + measures.effectiveRank() + " of " + measures.dim());
    }
  }
}
