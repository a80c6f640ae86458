package org.ssl4j.cli;

import java.util.concurrent.Callable;
import org.ssl4j.bench.BenchLine;
import org.ssl4j.bench.ProfileTable;
import org.ssl4j.bench.Soak;
import org.ssl4j.bench.StepBenchmark;
import org.ssl4j.bench.StepNet;
import org.ssl4j.bench.StockWorkload;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The subcommands of {@code ssl4j bench} that measure training steps. */
final class BenchStep {

  private static final double GIGA = 1e9;

  private BenchStep() {}

  /** Size of the network. */
  static final class Size {

    @Option(
        names = "--width",
        paramLabel = "N",
        description = "Channels of the first stage (default: ${DEFAULT-VALUE}).",
        defaultValue = "64")
    private int width;

    @Option(
        names = "--blocks",
        paramLabel = "N",
        description = "Basic blocks of each of the four stages (default: ${DEFAULT-VALUE}).",
        defaultValue = "2")
    private int blocks;

    @Option(
        names = "--batch",
        paramLabel = "N",
        description = "Images per step (default: ${DEFAULT-VALUE}).",
        defaultValue = "64")
    private int batch;

    void check() {
      BenchCommand.requirePositive("--width", width);
      BenchCommand.requirePositive("--blocks", blocks);
      BenchCommand.requirePositive("--batch", batch);
    }
  }

  /** A method on a network of some size. */
  static final class Net {

    @Mixin private Size size;

    @Option(
        names = "--method",
        paramLabel = "NAME",
        description = "Method to train, one of those that ssl4j methods lists.",
        required = true)
    private String method;

    @Option(
        names = "--engine",
        paramLabel = "NAME",
        description = "Engine: auto, onednn or nd4j (default: ${DEFAULT-VALUE}).",
        defaultValue = "auto")
    private String engine;

    @Option(
        names = "--convolution",
        paramLabel = "NAME",
        description = "auto, direct or winograd (default: ${DEFAULT-VALUE}).",
        defaultValue = "auto")
    private String convolution;

    @Option(
        names = "--precision",
        paramLabel = "NAME",
        description = "float32, tf32 or bfloat16 (default: ${DEFAULT-VALUE}).",
        defaultValue = "float32")
    private String precision;

    StepNet net() {
      size.check();
      return new StepNet(
          method, size.width, size.blocks, size.batch, engine, convolution, precision);
    }

    StepBenchmark prepare(StepNet net) {
      var catalog = new MethodCatalog();
      return new StepBenchmark(net.load(catalog).config(), catalog);
    }
  }

  private static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** {@code ssl4j bench step}. */
  @Command(
      name = "step",
      mixinStandardHelpOptions = true,
      description = "Measure the time of a whole training step, without data loading.",
      footer = {
        "",
        "Examples:",
        "  ssl4j bench step --method simsiam --width 64 --blocks 2 --batch 64",
        "  ssl4j bench step --method byol --width 16 --blocks 1 --batch 128 --engine nd4j"
      })
  static final class Step implements Callable<Integer> {

    @Mixin private BenchCommand.Rounds rounds;

    @Mixin private Net net;

    @Override
    public Integer call() {
      rounds.check();
      var measured = net.net();
      try (var benchmark = net.prepare(measured)) {
        var timing = rounds.measure(benchmark);
        Console.out(
            new BenchLine("step", measured.parameters(), threads())
                .put("engine", benchmark.engine())
                .put("precision", measured.precision())
                .put("convolutions", benchmark.convolutions())
                .timing(timing, measured.batch(), "samples/s")
                .number("gigaflops", benchmark.operations() / timing.median() / GIGA)
                .number("gigaflopPerStep", benchmark.operations() / GIGA)
                .json());
      }
      return ExitCode.OK;
    }
  }

  /** {@code ssl4j bench profile}. */
  @Command(
      name = "profile",
      mixinStandardHelpOptions = true,
      description = "Measure where the time of a training step goes and print a table.",
      footer = {
        "",
        "Example:",
        "  ssl4j bench profile --method byol --width 16 --blocks 1 --batch 128"
      })
  static final class Profile implements Callable<Integer> {

    @Mixin private BenchCommand.Rounds rounds;

    @Mixin private Net net;

    @Override
    public Integer call() {
      rounds.check();
      var measured = net.net();
      try (var benchmark = net.prepare(measured)) {
        for (int i = 0; i < rounds.warmUp(); i++) {
          benchmark.run();
        }
        int steps = rounds.rounds();
        Console.out(
            Text.of(
                "%s, width %d, blocks %d, batch %d, engine %s, %s: mean of %d steps",
                measured.method(),
                measured.width(),
                measured.blocks(),
                measured.batch(),
                benchmark.engine(),
                measured.precision(),
                steps));
        Console.out(ProfileTable.of(benchmark.profile(steps), steps));
      }
      return ExitCode.OK;
    }
  }

  /** {@code ssl4j bench soak}. */
  @Command(
      name = "soak",
      mixinStandardHelpOptions = true,
      description = "Measure the memory over many training steps and print a table.",
      footer = {
        "",
        "Example:",
        "  ssl4j bench soak --method byol --width 16 --blocks 1 --batch 64 --steps 2000"
      })
  static final class SoakSteps implements Callable<Integer> {

    @Mixin private Net net;

    @Option(
        names = "--steps",
        paramLabel = "N",
        description = "Number of training steps (default: ${DEFAULT-VALUE}).",
        defaultValue = "2000")
    private int steps;

    @Option(
        names = "--every",
        paramLabel = "N",
        description = "Steps between two readings (default: ${DEFAULT-VALUE}).",
        defaultValue = "200")
    private int every;

    @Override
    public Integer call() {
      BenchCommand.requirePositive("--steps", steps);
      BenchCommand.requirePositive("--every", every);
      try (var benchmark = net.prepare(net.net())) {
        Console.out(Soak.table(Soak.run(benchmark, steps, every)));
      }
      return ExitCode.OK;
    }
  }

  /** {@code ssl4j bench stock}. */
  @Command(
      name = "stock",
      mixinStandardHelpOptions = true,
      description =
          "Measure the time of forward pass, backward pass and update for the same backbone and projector built from DL4J's own layers.",
      footer = {"", "Example:", "  ssl4j bench stock --width 16 --blocks 1 --batch 128"})
  static final class Stock implements Callable<Integer> {

    @Mixin private BenchCommand.Rounds rounds;

    @Mixin private Size size;

    @Override
    public Integer call() {
      rounds.check();
      size.check();
      var stock = StockWorkload.find();
      var net = new StepNet(stock.method(), size.width, size.blocks, size.batch, "stock");
      var timing = rounds.measure(stock.prepare(size.width, size.blocks, size.batch));
      Console.out(
          new BenchLine("stock", net.parameters(), threads())
              .put("engine", net.engine())
              .timing(timing, size.batch, "samples/s")
              .json());
      return ExitCode.OK;
    }
  }
}
