package org.ssl4j.cuda.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmulatedDeviceTest {

  private EmulatedDevice device;

  @BeforeEach
  void open() {
    device = Emulation.open();
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void freshMemoryIsUndefinedAndMovesWhole() {
    var numbers = new Numbers(device, StorageType.FLOAT);
    var fresh = numbers.floats(3);
    assertThat(numbers.readFloats(fresh)).containsOnly(Double.NaN);
    var source = numbers.floats(new double[] {1, 2, 3});
    device.copy(source.part(4, 8), fresh);
    assertThat(numbers.readFloats(fresh)).startsWith(2, 3);
    device.zero(fresh.part(0, 4));
    assertThat(numbers.readFloats(fresh)).startsWith(0, 3);
    device.upload(new float[] {7, 8, 9}, 1, 2, fresh);
    assertThat(numbers.readFloats(fresh)).startsWith(8, 9);
    assertThatThrownBy(() -> device.copy(source, fresh.part(0, 4)))
        .hasMessageContaining("12 bytes do not fit into a buffer of 4");
    assertThatThrownBy(() -> source.part(8, 8)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aKernelThatWritesOutsideOfItsBufferIsFoundOut() {
    var numbers = new Numbers(device, StorageType.FLOAT);
    var x = numbers.floats(new double[] {1, 2, 3});
    var tooSmall = numbers.floats(2);
    numbers.each(3, "relu", x, 3L, tooSmall);
    assertThatThrownBy(() -> device.free(tooSmall))
        .hasMessageContaining("outside of a buffer of 8 bytes");
    device.free(x);
    assertThatThrownBy(() -> device.free(x)).hasMessageContaining("given back before");
  }

  @Test
  void whatNoKernelTakesIsRefused() {
    var numbers = new Numbers(device, StorageType.FLOAT);
    assertThatThrownBy(() -> numbers.each(1, "relu", "x", 1L, 0L))
        .hasMessageContaining("no argument of type String");
    assertThatThrownBy(() -> device.kernel(StorageType.FLOAT, "no_kernel"))
        .hasMessageContaining("no_kernel");
  }

  /** Fibers: shared memory and barriers, with fewer and more numbers than threads. */
  @ParameterizedTest
  @CsvSource({"1,1", "5,4", "256,256", "1000,128"})
  void aBlockAddsUpInSharedMemory(int chunks, int threads) {
    var numbers = new Numbers(device, StorageType.FLOAT);
    int columns = 3;
    double[] values = numbers.drawn(2 * chunks * columns);
    double[] expected = new double[2 * columns];
    for (int i = 0; i < values.length; i++) {
      expected[i / (chunks * columns) * columns + i % columns] += values[i];
    }
    var sums = numbers.floats(2 * columns);
    numbers.run(
        "chunk_sums",
        new LaunchShape(columns, 2, threads),
        numbers.floats(values),
        chunks,
        columns,
        0,
        sums);
    numbers.assertFloats(sums, expected);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT,false,false,false",
    "FLOAT,true,false,true",
    "FLOAT,false,true,false",
    "FLOAT,true,true,true",
    "BFLOAT16,false,true,false",
    "BFLOAT16,true,false,true"
  })
  void productsOfMatrices(StorageType type, boolean transposeA, boolean transposeB, boolean adds) {
    var numbers = new Numbers(device, type);
    int rows = 5;
    int columns = 7;
    int inner = 11;
    double[] a = numbers.drawn(rows * inner);
    double[] b = numbers.drawn(inner * columns);
    double[] c = numbers.drawnFloats(rows * columns);
    double[] expected = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = adds ? c[i * columns + j] : 0;
        for (int l = 0; l < inner; l++) {
          sum +=
              (transposeA ? a[l * rows + i] : a[i * inner + l])
                  * (transposeB ? b[j * inner + l] : b[l * columns + j]);
        }
        expected[i * columns + j] = sum;
      }
    }
    var result = numbers.floats(c);
    device.multiply(
        new MatrixProduct(transposeA, transposeB, rows, columns, inner, adds, StorageType.FLOAT),
        type,
        numbers.stored(a),
        numbers.stored(b),
        result);
    numbers.assertFloats(result, expected);
    var stored = numbers.stored(rows * columns);
    device.multiply(
        new MatrixProduct(transposeA, transposeB, rows, columns, inner, false, type),
        type,
        numbers.stored(a),
        numbers.stored(b),
        stored);
    for (int i = 0; i < expected.length; i++) {
      expected[i] -= adds ? c[i] : 0;
    }
    numbers.assertStored(stored, expected);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT,3,5,3,1,1",
    "FLOAT,4,3,3,2,1",
    "FLOAT,2,6,1,2,0",
    "FLOAT,3,4,7,2,3",
    "BFLOAT16,5,4,3,1,1"
  })
  void convolutions(
      StorageType type, int inputs, int outputs, int kernel, int stride, int padding) {
    var numbers = new Numbers(device, type);
    var shape = new ConvolutionShape(2, 9, 8, inputs, outputs, kernel, stride, padding);
    double[] x = numbers.drawn(2 * 9 * 8 * inputs);
    double[] w = numbers.drawn(shape.filterLength());
    double[] y = new double[2 * shape.rows() * shape.columns() * outputs];
    double[] dy = numbers.drawn(y.length);
    double[] dx = new double[x.length];
    double[] dw = new double[w.length];
    for (int n = 0; n < 2; n++) {
      for (int i = 0; i < shape.rows(); i++) {
        for (int j = 0; j < shape.columns(); j++) {
          for (int k = 0; k < outputs; k++) {
            int out = ((n * shape.rows() + i) * shape.columns() + j) * outputs + k;
            for (int p = 0; p < kernel; p++) {
              for (int q = 0; q < kernel; q++) {
                int row = stride * i + p - padding;
                int column = stride * j + q - padding;
                for (int c = 0;
                    row >= 0 && row < 9 && column >= 0 && column < 8 && c < inputs;
                    c++) {
                  int in = ((n * 9 + row) * 8 + column) * inputs + c;
                  int filter = ((k * kernel + p) * kernel + q) * inputs + c;
                  y[out] += x[in] * w[filter];
                  dx[in] += dy[out] * w[filter];
                  dw[filter] += dy[out] * x[in];
                }
              }
            }
          }
        }
      }
    }
    var maps = numbers.stored(x);
    var filters = numbers.stored(w);
    var gradient = numbers.stored(dy);
    var result = numbers.stored(y.length);
    device.convolve(shape, type, maps, filters, result);
    numbers.assertStored(result, y);
    var back = numbers.stored(x.length);
    device.convolveData(shape, type, gradient, filters, back);
    numbers.assertStored(back, dx);
    var ofFilters = numbers.floats(w.length);
    device.convolveFilters(shape, type, maps, gradient, ofFilters);
    numbers.assertFloats(ofFilters, dw);
  }

  @Test
  void whatWasCompiledIsKept(@TempDir Path folder) throws Exception {
    var compiler = HostCompiler.find(System.getenv(), folder).orElseThrow();
    String source = "extern \"C\" int answer() { return 42; }\n";
    var library = compiler.library("answer", source);
    var time = Files.getLastModifiedTime(library);
    assertThat(compiler.library("answer", source)).isEqualTo(library);
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(time);
    assertThat(compiler.library("answer", source + "\n")).isNotEqualTo(library);
    assertThatThrownBy(() -> compiler.library("wrong", "no C++"))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("does not compile")
        .hasMessageContaining("wrong.cpp:1");
    try (var files = Files.list(folder)) {
      assertThat(files.filter(Files::isDirectory)).isEmpty();
    }
    Path file = Files.writeString(folder.resolve("file"), "");
    var nowhere = HostCompiler.find(System.getenv(), file.resolve("below")).orElseThrow();
    assertThatThrownBy(() -> nowhere.library("answer", source))
        .hasMessageContaining("cannot be written");
  }

  @Test
  void aMachineWithoutACompilerHasNone(@TempDir Path folder) {
    assertThat(HostCompiler.find(Map.of("CXX", "no-such-compiler"), folder)).isEmpty();
    assertThat(HostCompiler.find(Map.of("CXX", "false"), folder)).isEmpty();
  }
}
