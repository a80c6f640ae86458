package org.ssl4j.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.ssl4j.error.DataException;
import org.ssl4j.fuzz.MemoryBound;
import org.ssl4j.fuzz.Mutations;

/** Whatever a file of embeddings holds, it is read or refused in one sentence. */
class InterchangeFuzzTest {

  private static final byte[] FLOATS =
      Npy.bytes("'<f4'", "False", "(3, 2)", Npy.floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6));
  private static final byte[] DOUBLES =
      Npy.bytes("'>f8'", "True", "(2, 2)", Npy.doubles(ByteOrder.BIG_ENDIAN, 1, 2, 3, 4));
  private static final byte[] OBJECTS = Npy.bytes("'|O'", "False", "(2, 2)", new byte[32]);
  private static final byte[] LABELS = Npy.bytes("'<i8'", "False", "(3,)", Npy.longs(0, 1, 0));
  private static final byte[] WORDS =
      Npy.bytes(
          "'<U2'",
          "False",
          "(3,)",
          new byte[] {97, 0, 0, 0, 0, 0, 0, 0, 98, 0, 0, 0, 99, 0, 0, 0, 97, 0, 0, 0, 0, 0, 0, 0});
  private static final byte[] TOKENS =
      Npy.bytes(
          "'<f4'",
          "False",
          "(2, 2, 2)",
          Npy.floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6, 7, 8));
  private static final byte[] BITS = Npy.bytes("'|V2'", "True", "(3, 1, 2)", new byte[12]);
  private static final byte[] WHOLE = Npy.bytes("'<i2'", "False", "(3, 2)", new byte[12]);
  private static final byte[] ONE_HOT =
      Npy.bytes("'|i1'", "False", "(3, 2)", new byte[] {0, 1, 1, 0, 0, 1});

  /** Every way of writing a table that is recognised, and lists and quotes that are refused. */
  private static final List<String> TABLES =
      List.of(
          "a,b\n1.5,2\n-3,4e3\n5,6\n",
          ",0,1,label\n0,1.5,2,cat\n1,-3,4e3,dog\n2,5,6,cat\n",
          "\uFEFFfilenames,e_0,e_1,labels\r\n\"a, \"\"b\"\".jpg\",1.5,2.5,0\r\nb.jpg,,nan,1\r\n",
          "# f0;f1;f2\n0,5;1,5;3\n\n0,25;-1,5;4;\n",
          "sep=|\n1|2.5|x|\n2|3.5|y|\n",
          "3 2\nword 1.5 2.5\nother   3.5\t4.5\nlast 1 2\n",
          "id,embedding\n0,\"[1.0, 2.0]\"\n1,\"[3.0, 4.0]\"\n",
          "red\nblue\nred\n");

  private static final List<ReadOptions> OPTIONS =
      List.of(
          ReadOptions.DEFAULT,
          new ReadOptions(
              Header.YES,
              "label",
              List.of("1", "a*"),
              List.of(),
              List.of(),
              "bfloat16",
              Pooling.MEAN),
          new ReadOptions(
              Header.NO,
              null,
              List.of(),
              List.of("1-2", "f*"),
              List.of("backbone"),
              "int16",
              Pooling.CLS),
          new ReadOptions(
              Header.AUTO, "2", List.of("3"), List.of(), List.of(), "float16", Pooling.TOKENS));

  private static Path directory;

  @BeforeContainer
  static void create() throws IOException {
    directory = Files.createTempDirectory("interchange-fuzz");
  }

  @AfterContainer
  static void delete() throws IOException {
    MemoryBound.check();
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  @Provide
  Arbitrary<byte[]> npy() {
    return Mutations.of(
        List.of(FLOATS, DOUBLES, OBJECTS, LABELS, WORDS, TOKENS, BITS, WHOLE, ONE_HOT));
  }

  @Provide
  Arbitrary<byte[]> npz() throws IOException {
    return Mutations.of(List.of(zip(true), zip(false)));
  }

  @Provide
  Arbitrary<byte[]> csv() {
    List<byte[]> files = new ArrayList<>();
    for (String table : TABLES) {
      files.add(table.getBytes(StandardCharsets.UTF_8));
    }
    files.add(TABLES.get(2).getBytes(StandardCharsets.UTF_16LE));
    files.add(TABLES.get(1).replace("cat", "k\u00e4se").getBytes(StandardCharsets.ISO_8859_1));
    return Mutations.of(files);
  }

  private static byte[] zip(boolean deflated) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.setLevel(deflated ? 9 : 0);
      var entries =
          Map.of(
              "backbone",
              FLOATS,
              "labels",
              LABELS,
              "paths",
              WORDS,
              "backbone_y",
              ONE_HOT,
              "tokens",
              TOKENS,
              "args",
              OBJECTS);
      for (var entry : new TreeMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey() + ".npy"));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void npyIsReadOrRefused(@ForAll("npy") byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("fuzz.npy"), bytes);
    readsOrRefuses(file);
    readsOrRefusesLabels(file);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void npzIsReadOrRefused(@ForAll("npz") byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("fuzz.npz"), bytes);
    readsOrRefuses(file);
    readsOrRefusesLabels(file);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void csvIsReadOrRefused(@ForAll("csv") byte[] bytes) throws IOException {
    readsOrRefuses(Files.write(directory.resolve("fuzz.csv"), bytes));
    readsOrRefusesLabels(directory.resolve("fuzz.csv"));
    readsOrRefusesLabels(Files.write(directory.resolve("fuzz.txt"), bytes));
  }

  private static void readsOrRefuses(Path file) {
    OPTIONS.forEach(options -> readsOrRefuses(file, options));
  }

  private static void readsOrRefuses(Path file, ReadOptions options) {
    try (var embeddings = EmbeddingFile.open(file, options)) {
      assertThat(embeddings.layers()).isNotEmpty();
      embeddings
          .layers()
          .forEach(
              (name, matrix) -> {
                assertThat((long) matrix.rows() * matrix.columns()).isLessThan(1_000);
                double[] row = new double[matrix.columns()];
                for (int i = 0; i < matrix.rows(); i++) {
                  matrix.read(i, 0, row.length, row, 0);
                }
                embeddings.labels(name);
              });
      assertThat(embeddings.names().size()).isLessThan(1_000);
      embeddings.notes().forEach(InterchangeFuzzTest::assertSentence);
    } catch (DataException e) {
      assertSentence(e.getMessage());
    }
  }

  private static void readsOrRefusesLabels(Path file) {
    for (var options : OPTIONS) {
      for (int rows : new int[] {-1, 2, 3}) {
        try {
          List<String> notes = new ArrayList<>();
          var labels = EmbeddingFile.labels(file, options, rows, notes);
          assertThat(labels.classes().length).isLessThan(1_000);
          notes.forEach(InterchangeFuzzTest::assertSentence);
        } catch (DataException e) {
          assertSentence(e.getMessage());
        }
      }
    }
  }

  private static void assertSentence(String sentence) {
    assertThat(sentence).contains("fuzz.").doesNotContain("\n").doesNotContain("\0");
  }
}
