package org.ssl4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ssl4j.bench.ConvolutionTable;
import org.ssl4j.bench.ConvolutionWorkload;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ssl4j bench convolution}. */
@Command(
    name = "convolution",
    mixinStandardHelpOptions = true,
    description =
        "Times of the 3x3 convolutions of a network, computed directly and by Winograd's algorithm, or in bfloat16 directly and by columns, and what convolution: auto takes; prints a table in milliseconds.",
    footer = {
      "",
      "Example:",
      "  ssl4j bench convolution --width 16 --images 256",
    })
final class BenchConvolution implements Callable<Integer> {

  private static final int STAGES = 4;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Channels of the first of the four stages (default: ${DEFAULT-VALUE}).",
      defaultValue = "64")
  private int width;

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      description =
          "Rows and columns of the first stage; each stage halves them (default: ${DEFAULT-VALUE}).",
      defaultValue = "32")
  private int side;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Images of a batch, both views counted (default: ${DEFAULT-VALUE}).",
      defaultValue = "128")
  private int images;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Rounds of each algorithm, of which the fastest counts (default: ${DEFAULT-VALUE}).",
      defaultValue = "9")
  private int rounds;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "float32 or bfloat16 (default: ${DEFAULT-VALUE}).",
      defaultValue = "float32")
  private String precision;

  private Arithmetic numbers() {
    return Stream.of(Arithmetic.FLOAT32, Arithmetic.BFLOAT16)
        .filter(numbers -> numbers.word().equals(precision))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    Text.of("--precision is %s; it must be float32 or bfloat16", precision)));
  }

  @Override
  public Integer call() {
    BenchCommand.requirePositive("--width", width);
    BenchCommand.requirePositive("--side", side);
    BenchCommand.requirePositive("--images", images);
    BenchCommand.requirePositive("--rounds", rounds);
    List<ConvolutionWorkload.Size> sizes = new ArrayList<>();
    for (int stage = 0; stage < STAGES; stage++) {
      sizes.add(new ConvolutionWorkload.Size(width << stage, Math.max(1, side >> stage), images));
    }
    try {
      Console.out(ConvolutionTable.of(ConvolutionWorkload.find(), numbers(), sizes, rounds));
    } catch (InvalidSettingException e) {
      throw new ConfigException("bench convolution: " + e.getMessage());
    }
    return ExitCode.OK;
  }
}
