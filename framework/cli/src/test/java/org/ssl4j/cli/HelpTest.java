package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

  @Test
  void theHelpIsPrintedWithoutLoadingAnyNumericalLibraryOrLogger()
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--help")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(ExitCode.OK);
    assertThat(output).contains("Usage: ssl4j", "org.ssl4j.cli.TrainCommand");
    assertThat(
            output
                .lines()
                .filter(line -> line.matches(".* org\\.(nd4j|deeplearning4j|bytedeco|slf4j)\\..*")))
        .isEmpty();
  }

  static List<CommandLine> commands() {
    return descendants(Main.commandLine())
        .filter(command -> !command.getCommandName().equals("help"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandsHelpShowsAnExample(CommandLine command) {
    assertThat(command.getUsageMessage())
        .containsPattern("Examples?:\\R+ +ssl4j \\w+")
        .contains("--help");
  }

  @Test
  void theHelpGroupsEveryCommand() {
    assertThat(Main.commandLine().getUsageMessage())
        .containsSubsequence("Train:", "  train ", "Data:", "  data ", "Look up:", "  methods ")
        .doesNotContain("Other:", "%n");
  }

  @Test
  void theHelpListsEveryExitCode() {
    assertThat(Main.commandLine().getUsageMessage())
        .containsPattern("(?s)Exit codes:.* 0 .* 1 .* 2 .* 3 .* 4 .* 5 .* 130 .* 143 ");
  }

  private static Stream<CommandLine> descendants(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(HelpTest::descendants));
  }
}
