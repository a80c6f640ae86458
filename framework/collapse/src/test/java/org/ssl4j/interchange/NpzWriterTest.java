package org.ssl4j.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.ssl4j.measure.EmbeddingMatrix;

class NpzWriterTest {

  private static Map<String, byte[]> written() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var npz = new NpzWriter(bytes)) {
      npz.matrix(
          "backbone",
          List.of(
              EmbeddingMatrix.of(new double[][] {{1, -2.5, 3}, {0.1, Double.NaN, 1e30}}),
              EmbeddingMatrix.of(new double[][] {{7, 8, 9}})));
      npz.integers("labels", IntStream.range(-1, 9000).toArray());
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  /** Checks magic, version and alignment as NumPy's format description asks; returns the values. */
  private static ByteBuffer values(byte[] npy, String header) {
    var buffer = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    buffer.get(magic);
    assertThat(magic).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
    byte[] text = new byte[buffer.getShort()];
    buffer.get(text);
    assertThat(buffer.position() % 64).isZero();
    assertThat(new String(text, StandardCharsets.ISO_8859_1)).startsWith(header).endsWith("\n");
    assertThat(new String(text, StandardCharsets.ISO_8859_1).strip()).isEqualTo(header);
    return buffer;
  }

  @Test
  void aMatrixIsFloatInRows() throws IOException {
    var buffer =
        values(
            written().get("backbone.npy"),
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3), }");
    float[] read = new float[9];
    buffer.asFloatBuffer().get(read);
    assertThat(read).containsExactly(1f, -2.5f, 3f, 0.1f, Float.NaN, 1e30f, 7f, 8f, 9f);
    assertThat(buffer.remaining()).isEqualTo(9 * Float.BYTES);
  }

  @Test
  void labelsAreLong() throws IOException {
    var entries = written();
    assertThat(entries.keySet()).containsExactly("backbone.npy", "labels.npy");
    var buffer =
        values(
            entries.get("labels.npy"),
            "{'descr': '<i8', 'fortran_order': False, 'shape': (9001,), }");
    assertThat(buffer.remaining()).isEqualTo(9001 * Long.BYTES);
    for (int i = 0; i < 9001; i++) {
      assertThat(buffer.getLong()).isEqualTo(i - 1);
    }
  }
}
