package org.ssl4j.dl4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.bench.StockWorkload;
import org.ssl4j.network.ParameterKind;

class StockResNetTest {

  @Test
  void theStockNetworkMakesSteps() {
    assertThat(StockWorkload.find()).isInstanceOf(StockResNet.class);
    var step = new StockResNet().prepare(4, 1, 2);
    var graph = step.graph();
    INDArray last = graph.flatParameters().dup();
    for (int i = 0; i < 2; i++) {
      step.run();
      INDArray now = graph.flatParameters().dup();
      assertThat(now.sumNumber().doubleValue()).isFinite();
      for (var segment : graph.layout().segments()) {
        if (segment.kind() == ParameterKind.WEIGHT) {
          var part = NDArrayIndex.interval(segment.offset(), segment.end());
          assertThat(now.get(part).sub(last.get(part)).amaxNumber().doubleValue())
              .as(segment.fullName())
              .isPositive();
        }
      }
      last = now;
    }
  }
}
