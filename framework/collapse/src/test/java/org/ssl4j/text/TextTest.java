package org.ssl4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void givenOneThing_thenItsNounIsSingular() {
    assertThat(Text.count(1, "epoch")).isEqualTo("1 epoch");
  }

  @Test
  void givenNoneOrMany_thenTheNounIsPlural() {
    assertThat(Text.count(0, "epoch")).isEqualTo("0 epochs");
    assertThat(Text.count(12, "epoch")).isEqualTo("12 epochs");
  }
}
