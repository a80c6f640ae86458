package org.ssl4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CounterRandomTest {

  @Property(tries = 200)
  void aKeyAlwaysGivesTheSameStream(@ForAll long seed, @ForAll int epoch, @ForAll int index) {
    var first = new CounterRandom(seed, epoch, index, 1);
    var moved = new CounterRandom(0, 0, 0, 0);
    moved.nextLong();
    moved.moveTo(seed, epoch, index, 1);
    for (int i = 0; i < 5; i++) {
      assertThat(moved.nextLong()).isEqualTo(first.nextLong());
    }
  }

  @Test
  void neighbouringKeysGiveDistinctStreams() {
    Set<Long> seen = new HashSet<>();
    for (int seed = 0; seed < 4; seed++) {
      for (int epoch = 0; epoch < 10; epoch++) {
        for (int index = -1; index < 100; index++) {
          for (int view = 0; view < 2; view++) {
            seen.add(new CounterRandom(seed, epoch, index, view).nextLong());
          }
        }
      }
    }
    assertThat(seen).hasSize(4 * 10 * 101 * 2);
  }

  @Test
  void firstNumbersOfNeighbouringKeysAreUniform() {
    int samples = 100_000;
    double sum = 0;
    double product = 0;
    double previous = 0.5;
    for (int i = 0; i < samples; i++) {
      double u = new CounterRandom(1, 0, i, 0).uniform();
      sum += u;
      product += (u - 0.5) * (previous - 0.5);
      previous = u;
    }
    double meanError = Math.sqrt(1.0 / 12 / samples);
    assertThat(sum / samples).isCloseTo(0.5, within(5 * meanError));
    assertThat(product / samples).isCloseTo(0, within(5.0 / 12 / Math.sqrt(samples)));
  }

  @Property(tries = 100)
  void aPermutationHoldsEveryIndexOnce(@ForAll @IntRange(min = 0, max = 500) int size) {
    int[] order = new CounterRandom(3, 1, -1, 0).permutation(size);
    Arrays.sort(order);
    for (int i = 0; i < size; i++) {
      assertThat(order[i]).isEqualTo(i);
    }
  }

  @Test
  void everyNumberBelowABoundIsEquallyLikely() {
    int[] counts = new int[7];
    var random = new CounterRandom(5, 0, 0, 0);
    int samples = 70_000;
    for (int i = 0; i < samples; i++) {
      counts[random.below(7)]++;
    }
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - 10_000.0) * (count - 10_000.0) / 10_000;
    }
    // The 0.9999 quantile of chi-square with 6 degrees of freedom.
    assertThat(chiSquare).isLessThan(27.9);
  }

  @Test
  void aProbabilityOfZeroNeverHappensAndOfOneAlways() {
    var random = new CounterRandom(5, 0, 0, 0);
    for (int i = 0; i < 1000; i++) {
      assertThat(random.chance(0)).isFalse();
      assertThat(random.chance(1)).isTrue();
    }
  }

  @Test
  void aBoundThatIsNotPositiveIsRefused() {
    assertThatThrownBy(() -> new CounterRandom(0, 0, 0, 0).below(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }
}
