package org.ssl4j.dl4j.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Part;

class EmaTest {

  private static ParameterSegment segment(
      String vertex, String name, long offset, long length, ParameterKind kind) {
    return new ParameterSegment(vertex, name, offset, length, 1, kind, Part.BACKBONE);
  }

  private static final ParameterLayout TARGET =
      new ParameterLayout(
          List.of(
              segment("conv", "W", 0, 2, ParameterKind.WEIGHT),
              segment("bn", "gamma", 2, 1, ParameterKind.SCALE),
              segment("bn", "mean", 3, 1, ParameterKind.STATISTIC),
              segment("dense", "W", 4, 2, ParameterKind.WEIGHT)));

  /** Another order, and a predictor in between. */
  private static final ParameterLayout ONLINE =
      new ParameterLayout(
          List.of(
              segment("predictor-0", "W", 0, 3, ParameterKind.WEIGHT),
              segment("conv", "W", 3, 2, ParameterKind.WEIGHT),
              segment("dense", "W", 5, 2, ParameterKind.WEIGHT),
              segment("bn", "gamma", 7, 1, ParameterKind.SCALE),
              segment("bn", "mean", 8, 1, ParameterKind.STATISTIC)));

  @Test
  void followsTheGoldenUpdates() {
    JsonNode golden =
        GoldenFile.nodes("schedules")
            .filter(one -> one.at("/params/kind").asText().equals("ema_update"))
            .findFirst()
            .orElseThrow();
    INDArray target = Nd4j.createFromArray(GoldenFile.numbers(golden.at("/inputs/target")));
    ParameterLayout layout =
        new ParameterLayout(
            List.of(segment("dense", "W", 0, target.length(), ParameterKind.WEIGHT)));
    Ema ema = new Ema(layout, layout);
    JsonNode expected = golden.at("/expected/after_each");
    for (int i = 0; i < expected.size(); i++) {
      INDArray online =
          Nd4j.createFromArray(GoldenFile.numbers(golden.at("/inputs/online").get(i)));
      ema.update(target, online, golden.at("/inputs/tau").get(i).asDouble());
      assertThat(target.toDoubleVector())
          .containsExactly(GoldenFile.numbers(expected.get(i)), within(1e-12));
    }
  }

  @Test
  void matchesSegmentsByNameAndKeepsStatistics() {
    INDArray target = Nd4j.createFromArray(1f, 2, 3, 4, 5, 6).reshape(1, 6);
    INDArray online = Nd4j.createFromArray(-1f, -1, -1, 11, 12, 15, 16, 13, 14).reshape(1, 9);
    new Ema(TARGET, ONLINE).update(target, online, 0.5);
    assertThat(target.ravel().toDoubleVector()).containsExactly(6, 7, 8, 4, 10, 11);
  }

  @Test
  void averagesStatisticsWhenAsked() {
    INDArray target = Nd4j.createFromArray(1d, 2, 3, 4, 5, 6);
    INDArray online = Nd4j.createFromArray(-1d, -1, -1, 11, 12, 15, 16, 13, 14);
    new Ema(TARGET, ONLINE, Ema.Statistics.AVERAGE).update(target, online, 0);
    assertThat(target.toDoubleVector()).containsExactly(11, 12, 13, 14, 15, 16);
  }

  @Test
  void givenTauOne_whenUpdated_thenNothingChanges() {
    INDArray target = Nd4j.createFromArray(1f, 2, 3, 4, 5, 6);
    new Ema(TARGET, ONLINE).update(target, Nd4j.ones(9).castTo(target.dataType()), 1);
    assertThat(target.toDoubleVector()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void givenNewArrays_whenUpdatedAgain_thenTheNewOnesAreUsed() {
    Ema ema = new Ema(TARGET, ONLINE);
    INDArray online = Nd4j.createFromArray(0f, 0, 0, 1, 1, 1, 1, 1, 1);
    ema.update(Nd4j.createFromArray(0f, 0, 0, 0, 0, 0), online, 0);
    INDArray second = Nd4j.createFromArray(0f, 0, 0, 0, 0, 0);
    ema.update(second, online.mul(2), 0);
    assertThat(second.toDoubleVector()).containsExactly(2, 2, 2, 0, 2, 2);
  }

  @Test
  void refusesWhatDoesNotFit() {
    ParameterLayout longer =
        new ParameterLayout(List.of(segment("conv", "W", 0, 3, ParameterKind.WEIGHT)));
    ParameterLayout unknown =
        new ParameterLayout(List.of(segment("conv2", "W", 0, 2, ParameterKind.WEIGHT)));
    assertThatThrownBy(() -> new Ema(longer, ONLINE)).hasMessageContaining("3 entries");
    assertThatThrownBy(() -> new Ema(unknown, ONLINE)).hasMessageContaining("conv2/W");
    Ema ema = new Ema(TARGET, ONLINE);
    INDArray online = Nd4j.createFromArray(new float[9]);
    assertThatThrownBy(() -> ema.update(Nd4j.createFromArray(new float[6]), online, 1.5))
        .hasMessageContaining("tau");
    assertThatThrownBy(() -> ema.update(Nd4j.createFromArray(new float[5]), online, 0.5))
        .hasMessageContaining("6 entries");
  }

  @Test
  void refusesAVectorWhoseViewsWouldBeCopies() {
    FlatViews views = FlatViews.whole(6);
    INDArray everyOther = Nd4j.createFromArray(new float[6][2]).getColumn(0);
    assertThatThrownBy(() -> views.of(everyOther)).hasMessageContaining("contiguous");
  }
}
