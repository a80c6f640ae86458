package org.ssl4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;

/** How much of a small set is held out. */
class HoldOutTest {

  @Test
  void everyClassOfTwoImagesHasAHeldOutOne() {
    var holdOut = new HoldOut(new int[] {30, 4, 2, 1}, 0.1);

    assertThat(holdOut.of(30)).isEqualTo(3);
    assertThat(holdOut.of(4)).isEqualTo(1);
    assertThat(holdOut.of(2)).isEqualTo(1);
    assertThat(holdOut.of(1)).isZero();
  }

  @Test
  void aLargeShareLeavesEveryClassAnImageToTrainOn() {
    assertThat(new HoldOut(new int[] {2}, 0.9).of(2)).isEqualTo(1);
  }

  @Test
  void smallSetsHoldOutMoreUpToAFifth() {
    assertThat(new HoldOut(new int[] {100, 100}, 0.1).better()).hasValue(0.2);
    assertThat(new HoldOut(new int[] {400}, 0.1).better()).hasValue(0.13);
    assertThat(new HoldOut(new int[] {600}, 0.1).better()).isEmpty();
    assertThat(new HoldOut(new int[] {3000}, 0.1).better()).isEmpty();
  }

  @Test
  void tinySetsHoldOutEnoughToMeasure() {
    assertThat(new HoldOut(new int[] {12}, 0.1).better()).hasValue(0.3);
    assertThat(new HoldOut(new int[] {20, 20}, 0.1).better()).hasValue(0.2);
  }

  @Test
  void theProblemNamesAShareThatWorks() {
    assertThat(new HoldOut(new int[] {12}, 0.1).unusable().orElseThrow())
        .contains("is 0.1, which holds out 1 of 12 images")
        .endsWith("so use 0.3.");
    assertThat(new HoldOut(new int[] {20, 20}, 0.1).unusable()).isEmpty();
  }

  @Test
  void manyClassesOfFourHoldOutOneEach() {
    int[] classes = Collections.nCopies(12, 4).stream().mapToInt(size -> size).toArray();

    var holdOut = new HoldOut(classes, 0.1);

    assertThat(holdOut.unusable()).isEmpty();
    assertThat(holdOut.of(4)).isEqualTo(1);
  }

  @Test
  void tooFewImagesAreToldToBeMore() {
    assertThat(new HoldOut(new int[] {5}, 0.1).unusable().orElseThrow()).endsWith("so add images.");
    assertThat(new HoldOut(new int[] {5}, 0.1).better()).isEmpty();
  }
}
