package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.text.Text;

class BenchCommandTest {

  private static Ran run(String arguments) {
    return Ran.of(arguments.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "augment, --preset byol --size 16 --images 20 --threads 2, 40, views/s per thread",
    "metrics, --images 60 --dimension 8, 60, images/s",
    "knn, --bank 50 --queries 20 --dimension 8 --k 5, 20, queries/s"
  })
  void oneLineOfJsonSaysTimeRateMemoryAndMachine(
      String what, String options, double amount, String unit) throws IOException {
    Ran ran = run(Text.of("bench %s %s --warm-up 0 --rounds 2", what, options));
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.OK);
    assertThat(ran.out().strip()).doesNotContain("\n");
    JsonNode line = new ObjectMapper().readTree(ran.out());
    assertThat(line.get("what").asText()).isEqualTo(what);
    assertThat(line.get("rounds").asInt()).isEqualTo(2);
    double median = line.get("medianMs").asDouble();
    assertThat(median).isPositive();
    assertThat(line.get("spreadMs").asDouble()).isNotNegative();
    assertThat(line.get("rateUnit").asText()).isEqualTo(unit);
    assertThat(line.get("rate").asDouble() * median / 1e3)
        .isBetween(amount * 0.999, amount * 1.001);
    assertThat(line.get("peakHeapMb").asDouble()).isPositive();
    assertThat(line.has("peakResidentMb")).isTrue();
    assertThat(line.at("/machine/cpu").asText()).isNotBlank();
    assertThat(line.get("threads").asInt()).isPositive();
    assertThat(line.get("parameters").size()).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "augment --preset simsiamm | simsiamm",
        "augment --threads 0 | --threads",
        "augment --size 4 | --size",
        "augment --rounds 0 | --rounds",
        "metrics --images 1 | --images",
        "knn --k 0 | --k",
        "knn --warm-up -1 | --warm-up",
        "objective --method nonsense | nonsense"
      })
  void whatCannotBeMeasuredIsOneSentence(String arguments, String part) {
    Ran ran = run("bench " + arguments);
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(part).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @Test
  void benchAloneNamesItsParts() {
    Ran ran = run("bench");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("augment", "metrics", "knn", "objective");
  }
}
