package org.ssl4j.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixTest {

  /** Row i holds i + 1 in its first column, then ten times as much from column to column. */
  private static Matrix counting(Precision precision, int rows, int columns) {
    Matrix matrix = Matrix.allocate(precision, rows, columns);
    for (int i = 0; i < rows; i++) {
      double value = i + 1.0;
      for (int j = 0; j < columns; j++, value *= 10) {
        matrix.set(i, j, value);
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @EnumSource
  void aNewMatrixIsZero(Precision precision) {
    // Leaves its numbers in memory that the next one of this size is likely to get.
    Matrix before = counting(precision, 40, 50);
    before.release();
    Matrix matrix = Matrix.allocate(precision, 40, 50);
    assertThat(matrix.rows()).isEqualTo(40);
    assertThat(matrix.columns()).isEqualTo(50);
    assertThat(matrix.precision()).isEqualTo(precision);
    assertThat(matrix.isDense()).isTrue();
    assertThat(matrix.address() % 64).isZero();
    assertThat(matrix.toDoubles()).hasSize(2000).containsOnly(0);
    assertThat(matrix).hasToString(precision + " [40, 50]");
  }

  @ParameterizedTest
  @EnumSource
  void rowsAreReadAndWrittenInPieces(Precision precision) {
    Matrix matrix = counting(precision, 3, 3);
    double[] row = {-1, -1, -1, -1};
    matrix.read(1, row);
    assertThat(row).containsExactly(2, 20, 200, -1);
    matrix.read(2, 1, 2, row, 2);
    assertThat(row).containsExactly(2, 20, 30, 300);
    float[] floats = {-1, -1, -1};
    matrix.readFloats(2, 0, 2, floats, 1);
    assertThat(floats).containsExactly(-1, 3, 30);
    matrix.write(0, new double[] {7, 8, 9, 10});
    matrix.writeFloats(1, 1, 2, new float[] {4, 5, 6}, 1);
    assertThat(matrix.toDoubles()).containsExactly(7, 8, 9, 2, 5, 6, 3, 30, 300);
    assertThat(matrix.toFloats()).containsExactly(7, 8, 9, 2, 5, 6, 3, 30, 300);
    assertThat(matrix.get(2, 1)).isEqualTo(30);
  }

  @Test
  void writingRoundsToThePrecision() {
    Matrix floats = Matrix.allocate(Precision.FLOAT, 1, 1);
    Matrix doubles = Matrix.allocate(Precision.DOUBLE, 1, 1);
    floats.write(0, new double[] {0.1});
    doubles.write(0, new double[] {0.1});
    assertThat(floats.get(0, 0)).isEqualTo(0.1f);
    assertThat(doubles.get(0, 0)).isEqualTo(0.1);
    doubles.assign(floats);
    assertThat(doubles.get(0, 0)).isEqualTo(0.1f);
    doubles.set(0, 0, 0.1);
    floats.set(0, 0, 0);
    floats.assign(doubles);
    assertThat(floats.get(0, 0)).isEqualTo(0.1f);
  }

  @ParameterizedTest
  @EnumSource
  void slicesShareTheMemory(Precision precision) {
    Matrix matrix = counting(precision, 4, 3);
    Matrix corner = matrix.slice(1, 3).columnSlice(1, 3);
    assertThat(corner.toDoubles()).containsExactly(20, 200, 30, 300);
    assertThat(corner.isDense()).isFalse();
    assertThat(corner.slice(1, 2).isDense()).isTrue();
    assertThat(corner.address()).isEqualTo(matrix.address() + 4L * precision.bytes());
    corner.set(1, 0, -5);
    assertThat(matrix.get(2, 1)).isEqualTo(-5);
    corner.write(0, new double[] {6, 7});
    assertThat(matrix.get(1, 2)).isEqualTo(7);
    assertThat(matrix.tile(2, 5).toDoubles()).containsExactly(1, 10, 100, 2, 6, 7, 3, -5, 300, 4);
  }

  @ParameterizedTest
  @EnumSource
  void aCopyIsDenseAndApart(Precision precision) {
    Matrix columns = counting(precision, 2, 3).columnSlice(0, 2);
    Matrix copy = columns.copy();
    assertThat(copy.isDense()).isTrue();
    assertThat(copy.precision()).isEqualTo(precision);
    columns.set(0, 0, 99);
    assertThat(copy.toDoubles()).containsExactly(1, 10, 2, 20);
  }

  @Test
  void arraysBecomeMatrices() {
    Matrix doubles = Matrix.of(new double[][] {{0.1, 2}, {3, 4}});
    assertThat(doubles.precision()).isEqualTo(Precision.DOUBLE);
    assertThat(doubles.toDoubles()).containsExactly(0.1, 2, 3, 4);
    Matrix floats = Matrix.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    assertThat(floats.precision()).isEqualTo(Precision.FLOAT);
    assertThat(floats.get(2, 0)).isEqualTo(5);
  }

  @Test
  void neighboursAreStackedWithoutACopy() {
    Matrix matrix = counting(Precision.FLOAT, 5, 2);
    Matrix stacked = Matrix.stack(matrix.slice(1, 2), matrix.slice(2, 4));
    assertThat(stacked.toDoubles()).containsExactly(2, 20, 3, 30, 4, 40);
    assertThat(stacked.address()).isEqualTo(matrix.slice(1, 2).address());
    Matrix turned = Matrix.stack(matrix.slice(2, 4), matrix.slice(1, 2));
    assertThat(turned.toDoubles()).containsExactly(3, 30, 4, 40, 2, 20);
    matrix.set(1, 0, 9);
    assertThat(turned.get(2, 0)).isEqualTo(2);
  }

  @Test
  void onlyLikeMatricesAreStacked() {
    Matrix matrix = Matrix.allocate(Precision.FLOAT, 1, 2);
    assertThatThrownBy(() -> Matrix.stack(matrix, Matrix.allocate(Precision.DOUBLE, 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[FLOAT [1, 2], DOUBLE [1, 2]]");
    assertThatThrownBy(() -> Matrix.stack(matrix, Matrix.allocate(Precision.FLOAT, 1, 3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(Matrix::stack).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT, false, false",
    "FLOAT, true, true",
    "DOUBLE, true, false",
    "DOUBLE, false, true"
  })
  void productsOfViews(Precision precision, boolean transposeA, boolean transposeB) {
    // 2 x 3 times 3 x 2, both cut out of larger matrices.
    Matrix a =
        counting(precision, 4, 4).slice(1, transposeA ? 4 : 3).columnSlice(1, transposeA ? 3 : 4);
    Matrix b =
        counting(precision, 4, 4).slice(0, transposeB ? 2 : 3).columnSlice(0, transposeB ? 3 : 2);
    Matrix product = counting(precision, 3, 4).slice(1, 3).columnSlice(2, 4);
    double[] expected = new double[4];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        expected[2 * i + j] = 0.5 * product.get(i, j);
        for (int k = 0; k < 3; k++) {
          double left = transposeA ? a.get(k, i) : a.get(i, k);
          double right = transposeB ? b.get(j, k) : b.get(k, j);
          expected[2 * i + j] += 2 * left * right;
        }
      }
    }
    product.multiply(a, transposeA, b, transposeB, 2, 0.5);
    assertThat(product.toDoubles()).containsExactly(expected);
  }

  @Test
  void aProductOverwritesWhatIsNoNumber() {
    Matrix product = Matrix.allocate(Precision.FLOAT, 1, 1);
    product.set(0, 0, Double.NaN);
    Matrix two = Matrix.of(new float[] {2}, 1, 1);
    product.multiply(two, false, two, false, 1, 0);
    assertThat(product.get(0, 0)).isEqualTo(4);
  }

  @Test
  void factorsThatDoNotFitAreRefused() {
    Matrix product = Matrix.allocate(Precision.FLOAT, 2, 2);
    Matrix wide = Matrix.allocate(Precision.FLOAT, 2, 3);
    assertThatThrownBy(() -> product.multiply(wide, false, wide, false, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("FLOAT [2, 3] times FLOAT [2, 3] is not FLOAT [2, 2]");
    Matrix doubles = Matrix.allocate(Precision.DOUBLE, 2, 3);
    assertThatThrownBy(() -> product.multiply(wide, false, doubles, true, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DOUBLE [2, 3] transposed");
    product.multiply(wide, false, wide, true, 1, 0);
  }

  @ParameterizedTest
  @EnumSource
  void theSquaredNormIsSummedInDoublePrecision(Precision precision) {
    Matrix matrix = Matrix.allocate(precision, 2, 5);
    matrix.write(0, new double[] {1, 2, 3, 4, 5});
    matrix.write(1, new double[] {1 << 15, 0, 0, 0, 1});
    assertThat(matrix.squaredNorm()).isEqualTo(55 + (1 << 30) + 1.0);
  }

  @Test
  void memoryOfOthersIsUsedInPlace() {
    try (FloatPointer memory = new FloatPointer(1, 2, 3, 4, 5, 6)) {
      Matrix matrix = Matrix.at(memory.address(), Precision.FLOAT, 3, 2, memory);
      assertThat(matrix.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
      matrix.set(2, 1, 7);
      assertThat(memory.get(5)).isEqualTo(7);
      matrix.release();
      assertThat(memory.get(5)).isEqualTo(7);
    }
  }

  @Test
  void viewsKeepTheOwnerAlive() {
    FloatPointer memory = new FloatPointer(1, 2, 3, 4);
    Object owner = new Object();
    WeakReference<Object> seen = new WeakReference<>(owner);
    Matrix view = Matrix.at(memory.address(), Precision.FLOAT, 2, 2, owner).slice(1, 2);
    owner = null;
    System.gc();
    assertThat(seen.get()).isNotNull();
    assertThat(view.toFloats()).containsExactly(3, 4);
    view = null;
    for (int i = 0; i < 20 && seen.get() != null; i++) {
      System.gc();
    }
    assertThat(seen.get()).isNull();
    memory.close();
  }

  @Test
  void releasedMemoryIsFreeAtOnce() {
    long before = Pointer.totalBytes();
    Matrix matrix = Matrix.allocate(Precision.FLOAT, 1 << 10, 1 << 10);
    Matrix view = matrix.slice(0, 1);
    assertThat(Pointer.totalBytes()).isGreaterThan(before + (3 << 20));
    view.release();
    assertThat(Pointer.totalBytes()).isLessThan(before + (1 << 20));
    matrix.release();
  }

  @Test
  void severalThreadsReadOneMatrix() {
    Matrix matrix = counting(Precision.FLOAT, 1000, 7);
    boolean right =
        IntStream.range(0, 200_000)
            .parallel()
            .allMatch(
                i -> {
                  double[] row = new double[7];
                  matrix.read(i % 1000, row);
                  return row[0] == i % 1000 + 1 && row[1] == 10 * row[0];
                });
    assertThat(right).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void placesOutsideAreRefused(Precision precision) {
    Matrix matrix = Matrix.allocate(precision, 4, 3).slice(0, 2).columnSlice(0, 2);
    assertOutside(() -> matrix.get(2, 0));
    assertOutside(() -> matrix.get(0, 2));
    assertOutside(() -> matrix.set(-1, 0, 0));
    assertOutside(() -> matrix.read(2, new double[2]));
    assertOutside(() -> matrix.read(0, 1, 2, new double[2], 0));
    assertOutside(() -> matrix.readFloats(0, 1, 2, new float[2], 0));
    assertOutside(() -> matrix.writeFloats(2, 0, 1, new float[2], 0));
    assertOutside(() -> matrix.write(2, new double[2]));
    assertOutside(() -> matrix.slice(1, 3));
    assertOutside(() -> matrix.slice(1, 1));
    assertOutside(() -> matrix.columnSlice(-1, 1));
  }

  private static void assertOutside(ThrowingCallable use) {
    assertThatThrownBy(use).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void shapesThatCannotBeAreRefused() {
    assertRefused(() -> Matrix.allocate(Precision.FLOAT, 0, 3), "not [0, 3]");
    assertRefused(() -> Matrix.allocate(Precision.FLOAT, 1 << 15, 1 << 15), "2 GB");
    assertRefused(() -> Matrix.at(0, Precision.FLOAT, 1, 1, null), "address 0");
    assertRefused(() -> Matrix.at(64, Precision.FLOAT, 1, 0, null), "not [1, 0]");
    assertRefused(() -> Matrix.of(new double[0][]), "not [0, 0]");
    assertRefused(
        () -> Matrix.of(new double[][] {{1, 2}, {1}}), "row 1 of the matrix has 1 values");
    assertRefused(() -> Matrix.of(new float[5], 2, 3), "5 values do not fill");
    Matrix matrix = Matrix.allocate(Precision.FLOAT, 2, 3);
    assertRefused(
        () -> matrix.assign(Matrix.allocate(Precision.FLOAT, 3, 2)),
        "FLOAT [3, 2] does not fit into FLOAT [2, 3]");
    assertRefused(() -> matrix.tile(2, 4), "[2, 4]");
    assertRefused(() -> matrix.columnSlice(0, 2).tile(1, 1), "[1, 1]");
  }

  private static void assertRefused(ThrowingCallable use, String message) {
    assertThatThrownBy(use)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
