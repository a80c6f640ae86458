package org.ssl4j.models.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.ssl4j.bench.ConvolutionTable;
import org.ssl4j.bench.ConvolutionWorkload;
import org.ssl4j.bench.ConvolutionWorkload.Size;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.dl4j.kernel.Bfloat16;
import org.ssl4j.dl4j.kernel.Engines;
import org.ssl4j.dl4j.kernel.OneDnnNatives;

class ConvolutionTableTest {

  private static final List<Size> SIZES = List.of(new Size(16, 16, 8), new Size(64, 8, 32));

  @Test
  void everyPassOfEverySizeHasALine() {
    OneDnnNatives.require();
    var workload = ConvolutionWorkload.find();
    if (!winogradExists()) {
      assertThatThrownBy(() -> ConvolutionTable.of(workload, Arithmetic.FLOAT32, SIZES, 1))
          .isInstanceOf(InvalidSettingException.class);
      return;
    }
    var lines = ConvolutionTable.of(workload, Arithmetic.FLOAT32, SIZES, 1).lines().toList();
    assertThat(lines).hasSize(1 + SIZES.size() * ConvolutionWorkload.PASSES.size());
    assertThat(lines.get(0)).contains("direct", "winograd", "ratio", "auto");
    assertThat(lines.get(1))
        .matches("\\s+16\\s+16\\s+8\\s+convolution forward\\s.*\\sdirect( \\(the slower\\))?");
    assertThat(lines.get(4))
        .matches("\\s+64\\s+8\\s+32\\s+convolution forward\\s.*\\swinograd( \\(the slower\\))?");
  }

  @Test
  void valuesOf16BitsAreBesideFloat32() {
    Bfloat16.require();
    var sizes = List.of(new Size(16, 16, 8), new Size(128, 8, 8));
    var lines =
        ConvolutionTable.of(ConvolutionWorkload.find(), Arithmetic.BFLOAT16, sizes, 1)
            .lines()
            .toList();
    assertThat(lines.get(0)).contains("float32", "direct", "columns", "ratio", "auto");
    assertThat(lines.get(1)).matches(".*\\sdirect( \\(the slower\\))?");
    assertThat(lines.get(4)).matches(".*\\scolumns( \\(the slower\\))?");
  }

  @Test
  void autoIsTheRulesChoice() {
    OneDnnNatives.require();
    assumeTrue(winogradExists(), "the algorithm is for processors with AVX-512");
    assertThat(
            ConvolutionWorkload.find().automatic(new Size(64, 8, 32), Arithmetic.FLOAT32).values())
        .containsOnly(Convolution.WINOGRAD);
    assertThat(
            ConvolutionWorkload.find().automatic(new Size(8, 8, 32), Arithmetic.FLOAT32).values())
        .containsOnly(Convolution.DIRECT);
  }

  private static boolean winogradExists() {
    return !Engines.select("onednn", DataType.FLOAT)
        .convolutions(Convolution.AUTO)
        .equals("direct");
  }
}
