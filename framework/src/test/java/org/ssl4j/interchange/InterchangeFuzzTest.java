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
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.ssl4j.data.DataException;
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
  private static final byte[] CSV = "a,b\n1.5,2\n-3,4e3\n5,6\n".getBytes(StandardCharsets.US_ASCII);

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
    return Mutations.of(List.of(FLOATS, DOUBLES, OBJECTS, LABELS));
  }

  @Provide
  Arbitrary<byte[]> npz() throws IOException {
    return Mutations.of(List.of(zip(true), zip(false)));
  }

  @Provide
  Arbitrary<byte[]> csv() {
    return Mutations.of(List.of(CSV, "red\nblue\nred\n".getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] zip(boolean deflated) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.setLevel(deflated ? 9 : 0);
      for (var entry : List.of("backbone.npy", "labels.npy")) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(entry.startsWith("labels") ? LABELS : FLOATS);
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
    readsOrRefuses(Files.write(directory.resolve("fuzz.npz"), bytes));
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void csvIsReadOrRefused(@ForAll("csv") byte[] bytes) throws IOException {
    readsOrRefuses(Files.write(directory.resolve("fuzz.csv"), bytes));
    readsOrRefusesLabels(Files.write(directory.resolve("fuzz.txt"), bytes));
  }

  private static void readsOrRefuses(Path file) {
    try (var embeddings = EmbeddingFile.open(file)) {
      assertThat(embeddings.layers()).isNotEmpty();
      embeddings
          .layers()
          .forEach(
              (name, matrix) -> {
                assertThat((long) matrix.rows() * matrix.columns()).isLessThan(1_000);
                embeddings.labels(name);
              });
    } catch (DataException e) {
      assertSentence(e);
    }
  }

  private static void readsOrRefusesLabels(Path file) {
    try {
      assertThat(
              EmbeddingFile.labels(file, ReadOptions.DEFAULT, -1, new ArrayList<>())
                  .classes()
                  .length)
          .isLessThan(1_000);
    } catch (DataException e) {
      assertSentence(e);
    }
  }

  private static void assertSentence(DataException refusal) {
    assertThat(refusal.getMessage()).contains("fuzz.").doesNotContain("\n").doesNotContain("\0");
  }
}
