package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

class PortArgumentTest {

  @Command
  private static final class Sample {
    @Option(names = "--serve", arity = "0..1", parameterConsumer = PortArgument.class)
    private Integer serve;

    @Parameters(arity = "0..1")
    private String config;
  }

  private static Sample parse(String line) {
    return CommandLine.populateCommand(new Sample(), line.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "--serve c.yaml, 8042, c.yaml",
    "c.yaml --serve, 8042, c.yaml",
    "--serve 9000 c.yaml, 9000, c.yaml",
    "c.yaml --serve 0, 0, c.yaml",
    "--serve=9000 c.yaml, 9000, c.yaml"
  })
  void takesTheNumberAndLeavesTheConfig(String line, int port, String config) {
    var sample = parse(line);

    assertThat(List.of(sample.serve, sample.config)).isEqualTo(List.of(port, config));
  }

  @Test
  void isOffWhenNotAsked() {
    assertThat(parse("c.yaml").serve).isNull();
  }

  @Test
  void refusesWhatIsNoPort() {
    assertThatThrownBy(() -> parse("--serve 70000 c.yaml"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("65535");
  }
}
