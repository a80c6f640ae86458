package org.ssl4j.interchange;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;

class EmbeddingFileTest {

  /** Exact in every float type. */
  private static final double[][] ROWS = {{1, 2.5, -3}, {0.25, 0, 1024}};

  private static final double[] ROW_MAJOR = {1, 2.5, -3, 0.25, 0, 1024};
  private static final double[] COLUMN_MAJOR = {1, 0.25, 2.5, 0, -3, 1024};

  @TempDir Path directory;

  private static double[][] rows(EmbeddingMatrix matrix) {
    double[][] rows = new double[matrix.rows()][matrix.columns()];
    for (int i = 0; i < rows.length; i++) {
      // In two pieces, because a row need not be read as a whole.
      int half = matrix.columns() / 2;
      matrix.read(i, half, matrix.columns() - half, rows[i], half);
      matrix.read(i, 0, half, rows[i], 0);
    }
    return rows;
  }

  private EmbeddingFile open(String name, byte[] bytes) {
    return EmbeddingFile.open(Npy.write(directory.resolve(name), bytes));
  }

  static Stream<Arguments> readable() {
    return Stream.of(
        Arguments.of("'<f4'", "False", Npy.floats(LITTLE_ENDIAN, ROW_MAJOR)),
        Arguments.of("'>f4'", "False", Npy.floats(BIG_ENDIAN, ROW_MAJOR)),
        Arguments.of("'<f8'", "False", Npy.doubles(LITTLE_ENDIAN, ROW_MAJOR)),
        Arguments.of("'>f8'", "False", Npy.doubles(BIG_ENDIAN, ROW_MAJOR)),
        Arguments.of("'<f4'", "True", Npy.floats(LITTLE_ENDIAN, COLUMN_MAJOR)),
        Arguments.of("'>f8'", "True", Npy.doubles(BIG_ENDIAN, COLUMN_MAJOR)),
        Arguments.of(
            "'<f2'",
            "False",
            halves(
                (short) 0x3C00,
                (short) 0x4100,
                (short) 0xC200,
                (short) 0x3400,
                (short) 0,
                (short) 0x6400)));
  }

  private static byte[] halves(short... values) {
    var buffer = ByteBuffer.allocate(2 * values.length).order(LITTLE_ENDIAN);
    for (short value : values) {
      buffer.putShort(value);
    }
    return buffer.array();
  }

  @ParameterizedTest
  @MethodSource("readable")
  void readsEveryFloatTypeAndOrder(String descr, String order, byte[] data) {
    try (var file = open("features.npy", Npy.bytes(descr, order, "(2, 3)", data))) {
      assertThat(file.layers()).containsOnlyKeys("features");
      assertThat(rows(file.layers().get("features"))).isDeepEqualTo(ROWS);
    }
  }

  @Test
  void halfPrecisionHasSubnormalsInfinityAndNan() {
    assertThat(NpyType.half((short) 1)).isEqualTo(Math.pow(2, -24));
    assertThat(NpyType.half((short) 0x7BFF)).isEqualTo(65504);
    assertThat(NpyType.half((short) 0xFC00)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(NpyType.half((short) 0x7E00)).isNaN();
  }

  /** More columns than fit into one block of rows, so that blocks are loaded anew. */
  @Test
  void readsLargeFortranOrderAcrossBlocks() {
    int n = 700;
    int d = 3000;
    var random = new Random(1);
    double[][] expected = new double[n][d];
    double[] values = new double[n * d];
    for (int j = 0; j < d; j++) {
      for (int i = 0; i < n; i++) {
        expected[i][j] = (float) random.nextGaussian();
        values[j * n + i] = expected[i][j];
      }
    }
    byte[] bytes = Npy.bytes("'<f4'", "True", "(700, 3000)", Npy.floats(LITTLE_ENDIAN, values));
    try (var file = open("f.npy", bytes)) {
      assertThat(rows(file.layers().get("f"))).isDeepEqualTo(expected);
    }
  }

  static Stream<Arguments> refused() {
    byte[] data = Npy.floats(LITTLE_ENDIAN, ROW_MAJOR);
    return Stream.of(
        Arguments.of(
            "more rows than bytes", Npy.bytes("'<f4'", "False", "(2000, 3)", data), "needs"),
        Arguments.of("fewer rows than bytes", Npy.bytes("'<f4'", "False", "(1, 3)", data), "needs"),
        Arguments.of(
            "a product that overflows",
            Npy.bytes("'<f4'", "False", "(2000000000, 2000000000)", data),
            "impossible shape"),
        Arguments.of(
            "a size beyond a long",
            Npy.bytes("'<f4'", "False", "(99999999999999999999, 1)", data),
            "declares a size"),
        Arguments.of("one dimension", Npy.bytes("'<f4'", "False", "(6,)", data), "shape [6]"),
        Arguments.of(
            "three dimensions", Npy.bytes("'<f4'", "False", "(1, 2, 3)", data), "[1, 2, 3]"),
        Arguments.of("no rows", Npy.bytes("'<f4'", "False", "(0, 3)", new byte[0]), "[0, 3]"),
        Arguments.of(
            "Python objects", Npy.bytes("'|O'", "False", "(2, 3)", data), "Python objects"),
        Arguments.of("complex numbers", Npy.bytes("'<c8'", "False", "(2, 3)", data), "dtype <c8"),
        Arguments.of(
            "whole numbers", Npy.bytes("'<i4'", "False", "(2, 3)", data), "the option dtype int32"),
        Arguments.of(
            "a structure",
            Npy.bytes("[('a', '<f4'), ('b', '<f4')]", "False", "(2, 3)", data),
            "structured"),
        Arguments.of("no dictionary", Npy.withHeader("__import__('os')", data), "not a dictionary"),
        Arguments.of("no magic", new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, "first bytes"),
        Arguments.of(
            "a header cut short",
            new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 80, 0},
            "cut short"),
        Arguments.of(
            "a huge header",
            new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1},
            "header of"),
        Arguments.of("nothing", new byte[0], "first bytes"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesInOneSentence(String name, byte[] bytes, String says) {
    assertThatThrownBy(() -> open("bad.npy", bytes))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("bad.npy")
        .hasMessageContaining(says);
  }

  private Path zip(String name, Object... entries) throws IOException {
    var file = directory.resolve(name);
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) entries[i]));
        zip.write((byte[]) entries[i + 1]);
      }
    }
    return file;
  }

  @Test
  void readsLayersAndLabelsOfAnArchive() throws IOException {
    byte[] matrix = Npy.bytes("'<f4'", "False", "(2, 3)", Npy.floats(LITTLE_ENDIAN, ROW_MAJOR));
    byte[] labels = Npy.bytes("'<i8'", "False", "(2,)", Npy.longs(7, 3));
    byte[] own = Npy.bytes("'<i8'", "False", "(2,)", Npy.longs(4, 4));
    var file =
        zip(
            "run.npz",
            "backbone.npy",
            matrix,
            "projector.npy",
            matrix,
            "labels.npy",
            labels,
            "projector_labels.npy",
            own);
    try (var embeddings = EmbeddingFile.open(file)) {
      assertThat(embeddings.layers().keySet()).containsExactly("backbone", "projector");
      assertThat(rows(embeddings.layers().get("projector"))).isDeepEqualTo(ROWS);
      assertThat(embeddings.labels("backbone").orElseThrow().classes()).containsExactly(0, 1);
      assertThat(embeddings.labels("projector").orElseThrow().classes()).containsExactly(0, 0);
    }
  }

  @Test
  void refusesAZipBomb() throws IOException {
    byte[] zeros =
        Npy.bytes("'<f4'", "False", "(20000, 1000)", new byte[20_000 * 1000 * Float.BYTES]);
    assertThatThrownBy(() -> EmbeddingFile.open(zip("bomb.npz", "a.npy", zeros)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("zip bomb");
  }

  @Test
  void refusesAnArchiveWhoseEntryLiesAboutItsShape() throws IOException {
    byte[] lying = Npy.bytes("'<f4'", "False", "(9, 3)", Npy.floats(LITTLE_ENDIAN, ROW_MAJOR));
    assertThatThrownBy(() -> EmbeddingFile.open(zip("lie.npz", "a.npy", lying)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.npy in")
        .hasMessageContaining("needs");
  }

  /** The size in the directory says 64 bytes more than are there. */
  @Test
  void refusesAnArchiveWhoseDirectoryLies() throws IOException {
    byte[] matrix = Npy.bytes("'<f4'", "False", "(2, 3)", Npy.floats(LITTLE_ENDIAN, ROW_MAJOR));
    var file = directory.resolve("stored.npz");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      var entry = new ZipEntry("a.npy");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(matrix.length);
      var crc = new CRC32();
      crc.update(matrix);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(matrix);
    }
    byte[] bytes = Files.readAllBytes(file);
    int directoryEntry = indexOf(bytes, new byte[] {'P', 'K', 1, 2});
    ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).putInt(directoryEntry + 24, matrix.length + 64);
    Files.write(file, bytes);
    assertThatThrownBy(() -> EmbeddingFile.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("stored.npz");
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }

  @Test
  void refusesWhatIsNoArchiveOrHoldsOtherFiles() throws IOException {
    var noZip = Npy.write(directory.resolve("no.npz"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> EmbeddingFile.open(noZip))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not an .npz archive");
    assertThatThrownBy(() -> EmbeddingFile.open(zip("other.npz", "../evil.sh", new byte[3])))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not a .npy array");
    assertThatThrownBy(
            () ->
                EmbeddingFile.open(
                    zip(
                        "empty.npz",
                        "labels.npy",
                        Npy.bytes("'<i8'", "False", "(2,)", Npy.longs(7, 3)))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no array of embeddings");
  }

  private Path text(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content, StandardCharsets.UTF_8);
  }

  @Test
  void readsCsvWithAndWithoutHeader() throws IOException {
    for (String header : new String[] {"", "a,b,c\n"}) {
      try (var file = EmbeddingFile.open(text("e.csv", header + "1,2.5,-3\n0.25, 0,1024\n"))) {
        assertThat(rows(file.layers().get("e"))).isDeepEqualTo(ROWS);
      }
    }
    try (var file = EmbeddingFile.open(text("nan.csv", "1,NaN\n-inf,nan\n"))) {
      var rows = rows(file.layers().get("nan"));
      assertThat(rows[0]).containsExactly(1, Double.NaN);
      assertThat(rows[1]).containsExactly(Double.NEGATIVE_INFINITY, Double.NaN);
    }
  }

  @Test
  void csvRefusalsNameThePlace() throws IOException {
    assertThatThrownBy(() -> EmbeddingFile.open(text("word.csv", "1,2\n3,four\n")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 2, column 2: \"four\" is not a number");
    assertThatThrownBy(() -> EmbeddingFile.open(text("ragged.csv", "1,2\n3\n")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 1 has 2 values and the next line has 1");
    assertThatThrownBy(() -> EmbeddingFile.open(text("empty.csv", "a,b\n")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("holds no numbers");
  }

  private static int[] labels(Path file) {
    return EmbeddingFile.labels(file, ReadOptions.DEFAULT, -1, new ArrayList<>()).classes();
  }

  @Test
  void labelsAreNumbersOrWords() throws IOException {
    assertThat(labels(text("l.txt", "cat\ndog\ncat\n"))).containsExactly(0, 1, 0);
    var npy =
        Npy.write(
            directory.resolve("l.npy"), Npy.bytes("'<i8'", "False", "(3,)", Npy.longs(5, -1, 5)));
    assertThat(labels(npy)).containsExactly(0, -1, 0);
    var floats =
        Npy.write(
            directory.resolve("f.npy"),
            Npy.bytes("'<f4'", "False", "(6,)", Npy.floats(LITTLE_ENDIAN, ROW_MAJOR)));
    assertThatThrownBy(() -> labels(floats))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a label is a class: a whole number or a word");
    assertThatThrownBy(() -> labels(text("gap.txt", "cat\n\ndog\n")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void missingAndUnknownFilesAreRefused() throws IOException {
    assertThatThrownBy(() -> EmbeddingFile.open(directory.resolve("none.npy")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> EmbeddingFile.open(text("weights.bin", "x")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("unknown file type");
  }
}
