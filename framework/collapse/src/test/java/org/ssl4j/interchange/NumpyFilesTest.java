package org.ssl4j.interchange;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.error.ConfigException;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;

/**
 * What feature extractors save with NumPy: arrays of many shapes and types, and what lies beside
 * them.
 */
class NumpyFilesTest {

  /** 4 x 6, exact in every float type. */
  private static final double[] VALUES = IntStream.range(0, 24).mapToDouble(i -> i - 7).toArray();

  @TempDir Path directory;

  private static byte[] npy(String descr, String shape, byte[] data) {
    return Npy.bytes("'" + descr + "'", "False", shape, data);
  }

  private static byte[] floats(String shape) {
    return npy("<f4", shape, Npy.floats(LITTLE_ENDIAN, VALUES));
  }

  private static byte[] shorts(ByteOrder order, short... values) {
    var buffer = ByteBuffer.allocate(2 * values.length).order(order);
    for (short value : values) {
      buffer.putShort(value);
    }
    return buffer.array();
  }

  private static byte[] bfloats() {
    short[] bits = new short[VALUES.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (short) (Float.floatToIntBits((float) VALUES[i]) >> 16);
    }
    return shorts(LITTLE_ENDIAN, bits);
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[VALUES.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) VALUES[i];
    }
    return bytes;
  }

  private static byte[] words(ByteOrder order, int width, String... words) {
    var buffer = ByteBuffer.allocate(4 * width * words.length).order(order);
    for (int i = 0; i < words.length; i++) {
      int at = 4 * width * i;
      for (int point : words[i].codePoints().toArray()) {
        buffer.putInt(at, point);
        at += 4;
      }
    }
    return buffer.array();
  }

  private static double[] read(EmbeddingMatrix matrix) {
    double[] values = new double[matrix.rows() * matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      int half = matrix.columns() / 2;
      int at = i * matrix.columns();
      matrix.read(i, half, matrix.columns() - half, values, at + half);
      matrix.read(i, 0, half, values, at);
    }
    return values;
  }

  private static ReadOptions dtype(String type) {
    return new ReadOptions(Header.AUTO, null, List.of(), List.of(), List.of(), type, null);
  }

  private static ReadOptions pool(Pooling pool) {
    return new ReadOptions(Header.AUTO, null, List.of(), List.of(), List.of(), null, pool);
  }

  private static ReadOptions arrays(String labels, String... arrays) {
    return new ReadOptions(Header.AUTO, labels, List.of(), List.of(), List.of(arrays), null, null);
  }

  private EmbeddingFile open(byte[] bytes, ReadOptions options) {
    return EmbeddingFile.open(Npy.write(directory.resolve("e.npy"), bytes), options);
  }

  static Stream<Arguments> readable() {
    var plain = ReadOptions.DEFAULT;
    return Stream.of(
        Arguments.of(floats("(4, 1, 6)"), plain, "[4, 1, 6] is read as [4, 6]"),
        Arguments.of(floats("(4, 6, 1, 1)"), plain, "[4, 6, 1, 1] is read as [4, 6]"),
        Arguments.of(floats("(4, 1, 1, 6)"), plain, "is read as [4, 6]"),
        Arguments.of(npy("|i1", "(4, 6)", bytes()), plain, "quantised"),
        Arguments.of(npy("|V2", "(4, 6)", bfloats()), dtype("bfloat16"), "read as bfloat16"),
        Arguments.of(npy("<V2", "(4, 1, 6)", bfloats()), dtype("bfloat16"), "read as bfloat16"),
        Arguments.of(npy("<u2", "(4, 6)", bfloats()), dtype("bfloat16"), "read as bfloat16"),
        Arguments.of(npy("<i2", "(4, 6)", bfloats()), dtype("bfloat16"), "read as bfloat16"),
        Arguments.of(floats("(4, 6)"), dtype("bfloat16"), "has no effect"),
        Arguments.of(floats("(4, 6)"), pool(Pooling.MEAN), "has no effect"));
  }

  @ParameterizedTest
  @MethodSource("readable")
  void shapesAndTypesGiveTheSameNumbers(byte[] bytes, ReadOptions options, String says) {
    try (var file = open(bytes, options)) {
      var matrix = file.layers().get("e");
      assertThat(matrix.rows()).isEqualTo(4);
      assertThat(read(matrix)).isEqualTo(VALUES);
      assertThat(file.notes()).anyMatch(note -> note.contains(says));
    }
  }

  static Stream<Arguments> refused() {
    var plain = ReadOptions.DEFAULT;
    return Stream.of(
        Arguments.of(
            floats("(2, 3, 4)"), plain, "3 vectors for each image; use the option pool mean"),
        Arguments.of(floats("(1, 4, 6)"), plain, "the option pool"),
        Arguments.of(floats("(2, 3, 2, 2)"), plain, "x.mean(axis=(2, 3))"),
        Arguments.of(floats("(24,)"), plain, "shape [24]"),
        Arguments.of(npy("|V2", "(4, 6)", bfloats()), plain, "use the option dtype bfloat16"),
        Arguments.of(npy("|V1", "(4, 6)", bytes()), plain, "save float32"),
        Arguments.of(npy("|V1", "(4, 6)", bytes()), dtype("bfloat16"), "cannot be read as"),
        Arguments.of(npy("|u1", "(4, 6)", bytes()), plain, "the option dtype uint8"),
        Arguments.of(
            npy("<i2", "(4, 6)", bfloats()), plain, "the option dtype bfloat16 or float16"),
        Arguments.of(npy("|b1", "(4, 6)", bytes()), plain, "the option dtype bool"),
        Arguments.of(npy("|i1", "(4, 6)", bytes()), dtype("int64"), "cannot be read as"),
        Arguments.of(npy("<M8[ns]", "(4, 6)", new byte[192]), plain, "dtype <M8[ns]"),
        Arguments.of(npy("<U6", "(4,)", new byte[96]), plain, "holds words"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatMayMeanSeveralThingsIsRefusedWithTheOption(
      byte[] bytes, ReadOptions options, String says) {
    assertThatThrownBy(() -> open(bytes, options))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("e.npy")
        .hasMessageContaining(says);
  }

  @Test
  void wholeNumbersAreReadWhenAskedFor() {
    byte[] data = shorts(BIG_ENDIAN, (short) 1, (short) -2, (short) 3, (short) 4);
    try (var file = open(npy(">i2", "(2, 2)", data), dtype("int16"))) {
      assertThat(read(file.layers().get("e"))).containsExactly(1, -2, 3, 4);
    }
    byte[] unsigned = Npy.longs(0, -1, 1L << 62, Long.MIN_VALUE);
    try (var file = open(npy("<u8", "(2, 2)", unsigned), dtype("uint64"))) {
      assertThat(read(file.layers().get("e")))
          .containsExactly(0, 18446744073709551615.0, 0x1p62, 0x1p63);
    }
    assertThatThrownBy(() -> dtype("half"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "Unknown type \"half\" of the option dtype. Known types: float16, float32");
  }

  /** Two images of three tokens of four dimensions, in both orders of bytes in memory. */
  @Test
  void tokensArePooledInEitherOrder() {
    double[] fortran = new double[24];
    for (int n = 0; n < 2; n++) {
      for (int t = 0; t < 3; t++) {
        for (int j = 0; j < 4; j++) {
          fortran[n + 2 * (t + 3 * j)] = VALUES[(n * 3 + t) * 4 + j];
        }
      }
    }
    byte[] c = floats("(2, 3, 4)");
    byte[] f = Npy.bytes("'<f4'", "True", "(2, 3, 4)", Npy.floats(LITTLE_ENDIAN, fortran));
    for (byte[] bytes : List.of(c, f)) {
      try (var file = open(bytes, pool(Pooling.MEAN))) {
        assertThat(read(file.layers().get("e"))).containsExactly(-3, -2, -1, 0, 9, 10, 11, 12);
      }
      try (var file = open(bytes, pool(Pooling.CLS))) {
        assertThat(read(file.layers().get("e"))).containsExactly(-7, -6, -5, -4, 5, 6, 7, 8);
      }
      try (var file = open(bytes, pool(Pooling.TOKENS))) {
        assertThat(file.layers().get("e").rows()).isEqualTo(6);
        assertThat(read(file.layers().get("e"))).isEqualTo(VALUES);
      }
    }
  }

  @Test
  void aTransposedMatrixIsHintedAt() {
    byte[] wide = npy("<f4", "(16, 100)", new byte[6400]);
    try (var file = open(wide, ReadOptions.DEFAULT)) {
      assertThat(file.layers().get("e").rows()).isEqualTo(16);
      assertThat(file.notes()).anyMatch(note -> note.contains("save the transposed array"));
    }
    try (var file = open(floats("(4, 6)"), ReadOptions.DEFAULT)) {
      assertThat(file.notes()).isEmpty();
    }
  }

  private Path zip(Object... entries) throws IOException {
    var file = directory.resolve("a.npz");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry(entries[i] + ".npy"));
        zip.write((byte[]) entries[i + 1]);
      }
    }
    return file;
  }

  private void assertArchive(
      Path file, ReadOptions options, List<String> layers, int[] labels, String... says) {
    try (var archive = EmbeddingFile.open(file, options)) {
      assertThat(archive.layers().keySet()).containsExactlyElementsOf(layers);
      var found = archive.labels(layers.get(0)).map(Labels::classes).orElse(null);
      assertThat(found).isEqualTo(labels);
      for (String part : says) {
        assertThat(archive.notes()).anySatisfy(note -> assertThat(note).contains(part));
      }
    }
  }

  @Test
  void whatLiesBesideTheEmbeddingsIsLeftOutAloud() throws IOException {
    byte[] words = npy("<U3", "(4,)", words(LITTLE_ENDIAN, 3, "cat", "dog", "é", "cat"));
    byte[] big = npy(">U3", "(4,)", words(BIG_ENDIAN, 3, "cat", "dog", "é", "cat"));
    byte[] plain = npy("|S3", "(4,)", "catdog\0\0\0cat".getBytes(StandardCharsets.US_ASCII));
    int[] expected = {0, 1, 2, 0};
    for (byte[] labels : List.of(words, big)) {
      assertArchive(
          zip("features", floats("(4, 6)"), "labels", labels),
          ReadOptions.DEFAULT,
          List.of("features"),
          expected,
          "labels holds labels");
    }
    assertArchive(
        zip("f", floats("(4, 6)"), "labels", plain),
        ReadOptions.DEFAULT,
        List.of("f"),
        new int[] {0, 1, -1, 0},
        "1 of 4 rows have no label");
    assertArchive(
        zip(
            "epoch", npy("<i8", "()", Npy.longs(3)),
            "f", floats("(4, 6)"),
            "paths", words,
            "indices", npy("<i8", "(4,)", Npy.longs(4, 3, 2, 1)),
            "args", Npy.bytes("'|O'", "False", "()", new byte[40]),
            "when", npy("<M8[s]", "(4,)", Npy.longs(1, 2, 3, 4)),
            "boxes", npy("<i4", "(4, 2)", new byte[32]),
            "table", Npy.bytes("[('a', '<f4')]", "False", "(4,)", new byte[16])),
        ReadOptions.DEFAULT,
        List.of("f"),
        null,
        "epoch is left out: it holds a single value",
        "paths holds the names",
        "indices is left out: it holds int64 values of shape [4]; the option labels-column indices makes it the labels",
        "args is left out",
        "when is left out",
        "boxes is left out",
        "table is left out");
  }

  @Test
  void objectsAreNotReadAndTheReasonIsSaid() throws IOException {
    assertArchive(
        zip("f", floats("(4, 6)"), "labels", Npy.bytes("'|O'", "False", "(4,)", new byte[77])),
        ReadOptions.DEFAULT,
        List.of("f"),
        null,
        "labels is left out: it holds Python objects",
        "np.array(labels, dtype=str)");
  }

  @Test
  void theOptionsChooseAmongSeveralArrays() throws IOException {
    var file =
        zip(
            "a", floats("(4, 6)"),
            "b", floats("(6, 4)"),
            "y", npy("<f4", "(4,)", Npy.floats(LITTLE_ENDIAN, 2, 2, 5, 2)),
            "target", npy("<i8", "(4, 1)", Npy.longs(1, 2, 3, 3)));
    assertArchive(
        file,
        ReadOptions.DEFAULT,
        List.of("a", "b"),
        null,
        "y, target may all be labels",
        "the option array NAME chooses one");
    assertArchive(file, arrays("y", "a"), List.of("a"), new int[] {0, 0, 1, 0}, "b is left out");
    assertArchive(
        file,
        arrays("target"),
        List.of("a"),
        new int[] {0, 1, 2, 2},
        "b is left out: it has 6 rows and target has 4");
    assertThatThrownBy(() -> EmbeddingFile.open(file, arrays(null, "c")))
        .hasMessageContaining("has no array \"c\"; it holds a, b, y, target");
    assertThatThrownBy(() -> EmbeddingFile.open(file, arrays(null, "y")))
        .hasMessageContaining("embeddings are floats of shape");
  }

  private Labels labels(String name, byte[] bytes, long rows, List<String> notes) {
    return EmbeddingFile.labels(
        Npy.write(directory.resolve(name), bytes), ReadOptions.DEFAULT, rows, notes);
  }

  private int[] labels(String name, String text, long rows) {
    return labels(name, text.getBytes(StandardCharsets.UTF_8), rows, new ArrayList<>()).classes();
  }

  @Test
  void labelsComeAsNumbersWordsOrOneColumnForEachClass() {
    List<String> notes = new ArrayList<>();
    byte[] oneHot = npy("<f4", "(3, 2)", Npy.floats(LITTLE_ENDIAN, 0, 1, 1, 0, 0, 1));
    assertThat(labels("l.npy", oneHot, 3, notes).classes()).containsExactly(0, 1, 0);
    assertThat(notes).anyMatch(note -> note.contains("the position of the 1"));
    byte[] fortran =
        Npy.bytes("'<f4'", "True", "(3, 2)", Npy.floats(LITTLE_ENDIAN, 0, 1, 0, 1, 0, 1));
    assertThat(labels("l.npy", fortran, 3, notes).classes()).containsExactly(0, 1, 0);
    byte[] several = npy("<f4", "(2, 2)", Npy.floats(LITTLE_ENDIAN, 1, 1, 1, 0));
    assertThatThrownBy(() -> labels("l.npy", several, 2, notes)).hasMessageContaining("argmax");
    byte[] fractions = npy("<f4", "(2,)", Npy.floats(LITTLE_ENDIAN, 0.5, 1));
    assertThatThrownBy(() -> labels("l.npy", fractions, 2, notes))
        .hasMessageContaining("a whole number or a word");
    byte[] truth = npy("|b1", "(3,)", new byte[] {1, 0, 1});
    assertThat(labels("l.npy", truth, 3, notes).classes()).containsExactly(0, 1, 0);
    byte[] far = npy("<i8", "(3,)", Npy.longs(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE));
    assertThat(labels("l.npy", far, 3, notes).classes()).containsExactly(0, 1, 0);
    byte[] objects = Npy.bytes("'|O'", "False", "(3,)", new byte[33]);
    assertThatThrownBy(() -> labels("l.npy", objects, 3, notes))
        .hasMessageContaining("np.array(labels, dtype=str)");
  }

  @Test
  void minusOneIsNoLabelUnlessItIsOneOfTwo() {
    List<String> notes = new ArrayList<>();
    byte[] some = npy("<i8", "(5,)", Npy.longs(7, -1, 3, 7, -1));
    assertThat(labels("l.npy", some, 5, notes).classes()).containsExactly(0, -1, 1, 0, -1);
    assertThat(notes).anyMatch(note -> note.contains("2 of 5 rows have no label (-1)"));
    byte[] two = npy("<i8", "(3,)", Npy.longs(1, -1, 1));
    assertThat(labels("l.npy", two, 3, notes).classes()).containsExactly(0, 1, 0);
    assertThat(notes).anyMatch(note -> note.contains("both count as classes"));
  }

  @Test
  void textsOfLabelsMayHaveAHeaderNumbersAndNames() {
    int[] expected = {0, 1, 0};
    assertThat(labels("l.txt", "traffic light\ndog\ntraffic light\n\n\n", 3)).isEqualTo(expected);
    assertThat(labels("l.txt", "\uFEFFcat\r\ndog\r\ncat", 3)).isEqualTo(expected);
    assertThat(labels("l.txt", "label\ncat\ndog\ncat\n", 3)).isEqualTo(expected);
    assertThat(labels("l.csv", "label\ncat\ndog\ncat\n", 3)).isEqualTo(expected);
    assertThat(labels("l.csv", "cat\ndog\ncat\n", 3)).isEqualTo(expected);
    assertThat(labels("l.csv", "file,species\na.jpg,cat\nb.jpg,dog\nc.jpg,cat\n", 3))
        .isEqualTo(expected);
    assertThat(labels("l.csv", ",0\n0,cat\n1,dog\n2,cat\n", 3)).isEqualTo(expected);
    assertThat(labels("l.tsv", "a.jpg\tcat\nb.jpg\tdog\nc.jpg\tcat\n", 3)).isEqualTo(expected);
    assertThatThrownBy(() -> labels("l.csv", "1,2\n3,4\n1,2\n", 3))
        .hasMessageContaining("the option labels-column");
    assertThatThrownBy(() -> labels("l.txt", "\n\n", 3)).hasMessageContaining("holds no labels");
  }

  @Test
  void anArchiveOfLabelsIsReadToo() throws IOException {
    var file =
        zip("ids", npy("<i8", "(2,)", Npy.longs(1, 2)), "y", npy("<i8", "(2,)", Npy.longs(5, 5)));
    assertThat(EmbeddingFile.labels(file, ReadOptions.DEFAULT, 2, new ArrayList<>()).classes())
        .containsExactly(0, 0);
    assertThat(EmbeddingFile.labels(file, arrays("ids"), 2, new ArrayList<>()).classes())
        .containsExactly(0, 1);
    assertThatThrownBy(() -> EmbeddingFile.labels(file, arrays("z"), 2, new ArrayList<>()))
        .hasMessageContaining("has no array \"z\"");
  }

  @Test
  void bfloat16HasEveryKindOfNumber() {
    var bits = ByteBuffer.allocate(8).order(LITTLE_ENDIAN);
    bits.putShort((short) 0x3F80)
        .putShort((short) 0xFF80)
        .putShort((short) 0x7FC0)
        .putShort((short) 1);
    double[] read = new double[4];
    Arrays.setAll(read, i -> NpyType.BF.read(bits, 2 * i));
    assertThat(read)
        .containsExactly(1, Double.NEGATIVE_INFINITY, Double.NaN, Float.intBitsToFloat(1 << 16));
  }
}
