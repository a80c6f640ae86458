package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellSelectorTest {

  private final List<CellPlan> cells =
      List.of(
          Cells.ofFamily("simclr", "a", "method.temperature", 0.5, "data.batchSize", 64L),
          Cells.ofFamily("simclr", "b", "method.temperature", 1L, "data.batchSize", 64L),
          Cells.ofFamily("moco", "c", "method.target.kind", "ema", "method.predictor.kind", "none"),
          Cells.ofFamily("moco", "d", "method.projector.layers", List.of(512L, 128L)));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all|a,b,c,d",
        "a|a",
        "simclr|a,b",
        "temperature=0.5|a",
        "temperature=1.0|b",
        "batchSize=64|a,b",
        "simclr, temperature=1|b",
        "target.kind=ema|c",
        "method.target.kind=ema, predictor.kind=none|c",
        "layers=[512, 128]|d",
      })
  void cellsAreNamedByIdFamilyAndSettings(String text, String ids) {
    assertThat(CellSelector.select(text, cells).stream().map(CellPlan::id))
        .containsExactlyElementsOf(Arrays.asList(ids.split(",")));
  }

  @Test
  void whatNamesNothingIsRefusedWithAHint() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CellSelector.select("simcl", cells))
        .withMessageContaining("unknown cell \"simcl\"; did you mean \"simclr\"?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CellSelector.select("temprature=1", cells))
        .withMessageContaining("no cell sets \"temprature\"")
        .withMessageContaining("method.temperature");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CellSelector.select("kind=ema", cells))
        .withMessageContaining("could mean method.predictor.kind and method.target.kind");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CellSelector.select("temperature=7", cells))
        .withMessageContaining("matches no cell");
  }
}
