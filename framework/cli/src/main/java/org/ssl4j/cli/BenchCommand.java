package org.ssl4j.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.bench.AugmentWorkload;
import org.ssl4j.bench.BenchLine;
import org.ssl4j.bench.EmbeddingWorkloads;
import org.ssl4j.bench.Machine;
import org.ssl4j.bench.ObjectiveWorkload;
import org.ssl4j.bench.Timing;
import org.ssl4j.config.DidYouMean;
import org.ssl4j.error.ConfigException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ssl4j bench}: a subcommand prints one line of JSON, or a table. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measure the speed of one component on this machine and print one line of JSON, or a table.",
    subcommands = {
      BenchStep.Step.class,
      BenchStep.Profile.class,
      BenchStep.Stock.class,
      BenchStep.SoakSteps.class,
      BenchConvolution.class,
      BenchCommand.Augment.class,
      BenchCommand.Objective.class,
      BenchCommand.Metrics.class,
      BenchCommand.Knn.class
    },
    footer = {"", "Example:", "  ssl4j bench augment --preset mini --threads 1"})
final class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "bench needs one of: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** How often the measured work is repeated. */
  static final class Rounds {

    @Option(
        names = "--warm-up",
        paramLabel = "N",
        description = "Warm-up rounds, which are not measured (default: ${DEFAULT-VALUE}).",
        defaultValue = "3")
    private int warmUp;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        description = "Measured rounds (default: ${DEFAULT-VALUE}).",
        defaultValue = "9")
    private int rounds;

    /** Checks the options before any work is prepared. */
    void check() {
      if (warmUp < 0) {
        throw new ConfigException(Text.of("--warm-up is %d; it must be at least 0", warmUp));
      }
      requirePositive("--rounds", rounds);
    }

    int warmUp() {
      return warmUp;
    }

    int rounds() {
      return rounds;
    }

    Timing measure(Runnable work) {
      return Timing.measure(warmUp, rounds, work);
    }
  }

  static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ConfigException(Text.of("%s is %d; it must be at least 1", option, value));
    }
  }

  /** {@code ssl4j bench augment}. */
  @Command(
      name = "augment",
      mixinStandardHelpOptions = true,
      description =
          "Measure how many views one thread makes per second, from bytes to normalised floats, on random images.",
      footer = {"", "Example:", "  ssl4j bench augment --preset mini --threads 1"})
  static final class Augment implements Callable<Integer> {

    /** CIFAR-10's, as the peer's; the time does not depend on the values. */
    private static final double[] MEAN = {0.4914, 0.4822, 0.4465};

    private static final double[] STD = {0.2470, 0.2435, 0.2616};

    @Mixin private Rounds rounds;

    @Option(
        names = "--preset",
        paramLabel = "NAME",
        description =
            "Augmentation preset, one of the names of views.preset (default: ${DEFAULT-VALUE}).",
        defaultValue = "mini")
    private String preset;

    @Option(
        names = "--size",
        paramLabel = "PIXELS",
        description = "Side of the images and views in pixels (default: ${DEFAULT-VALUE}).",
        defaultValue = "32")
    private int size;

    @Option(
        names = "--images",
        paramLabel = "N",
        description =
            "Images per thread and round, with two views each (default: ${DEFAULT-VALUE}).",
        defaultValue = "5000")
    private int images;

    @Option(
        names = "--threads",
        paramLabel = "N",
        description = "Threads that make views (default: ${DEFAULT-VALUE}).",
        defaultValue = "1")
    private int threads;

    @Override
    public Integer call() {
      rounds.check();
      requirePositive("--images", images);
      requirePositive("--threads", threads);
      if (size < 8 || size > 1024) {
        throw new ConfigException(Text.of("--size is %d; it must be from 8 to 1024", size));
      }
      var config = new MethodCatalog().configLoader().views(preset);
      var views =
          List.of(
              ViewPipeline.of(config.view1(), size, MEAN, STD),
              ViewPipeline.of(config.view2(), size, MEAN, STD));
      Map<String, Object> parameters = new LinkedHashMap<>();
      parameters.put("preset", preset);
      parameters.put("size", size);
      parameters.put("imagesPerThread", images);
      Timing timing;
      try (var workload = new AugmentWorkload(views, size, images, threads)) {
        timing = rounds.measure(workload);
      }
      double perThread = (double) views.size() * images;
      Console.out(
          new BenchLine("augment", parameters, threads)
              .timing(timing, perThread, "views/s per thread")
              .number("viewsPerSecond", threads * perThread / timing.median())
              .json());
      return ExitCode.OK;
    }
  }

  /** {@code ssl4j bench objective}. */
  @Command(
      name = "objective",
      mixinStandardHelpOptions = true,
      description =
          "Measure time and memory of a method's loss and its gradients, on random inputs.",
      footer = {
        "",
        "Examples:",
        "  ssl4j bench objective --method simclr --batch 4096",
        "  ssl4j bench objective --method moco --batch 256 --queue 65536"
      })
  static final class Objective implements Callable<Integer> {

    private static final double GIGA = 1e9;

    @Mixin private Rounds rounds;

    @Option(
        names = "--method",
        paramLabel = "NAME",
        description = "Method whose loss is computed; run ssl4j methods for the list.",
        required = true)
    private String method;

    @Option(
        names = "--batch",
        paramLabel = "N",
        description = "Images per batch, with two views each (default: ${DEFAULT-VALUE}).",
        defaultValue = "256")
    private int batch;

    @Option(
        names = "--dimension",
        paramLabel = "D",
        description = "Length of a projection (default: ${DEFAULT-VALUE}).",
        defaultValue = "128")
    private int dimension;

    @Option(
        names = "--queue",
        paramLabel = "K",
        description =
            "Number of keys in the queue of a method that has one (default: ${DEFAULT-VALUE}).",
        defaultValue = "4096")
    private int queue;

    @Override
    public Integer call() {
      rounds.check();
      requirePositive("--batch", batch);
      requirePositive("--dimension", dimension);
      requirePositive("--queue", queue);
      var objective = named(method);
      var size = new ObjectiveWorkload.Size(batch, dimension, queue);
      var work = objective.prepare(size);
      Double before = Machine.residentMegabytes();
      var timing = rounds.measure(work);
      Map<String, Object> parameters = new LinkedHashMap<>();
      parameters.put("method", method);
      parameters.put("batch", batch);
      parameters.put("dimension", dimension);
      parameters.put("queue", queue);
      Console.out(
          new BenchLine("objective", parameters, Machine.nativeThreads())
              .timing(timing, batch, "images/s")
              .number("gflops", objective.operations(size) / timing.median() / GIGA)
              .number("residentBeforeMb", before)
              .json());
      return ExitCode.OK;
    }

    private static ObjectiveWorkload named(String name) {
      Map<String, ObjectiveWorkload> all = new TreeMap<>();
      ObjectiveWorkload.all().forEach(workload -> all.put(workload.name(), workload));
      if (!all.containsKey(name)) {
        throw new ConfigException(
            Text.of(
                "--method: unknown objective \"%s\"%s",
                name, DidYouMean.hintAndKnown(name, all.keySet())));
      }
      return all.get(name);
    }
  }

  /** {@code ssl4j bench metrics}. */
  @Command(
      name = "metrics",
      mixinStandardHelpOptions = true,
      description = "Measure the time of one layer's collapse metrics, on random embeddings.",
      footer = {"", "Example:", "  ssl4j bench metrics --images 10000 --dimension 512"})
  static final class Metrics implements Callable<Integer> {

    @Mixin private Rounds rounds;

    @Option(
        names = "--images",
        paramLabel = "N",
        description = "Number of embeddings, at least 2 (default: ${DEFAULT-VALUE}).",
        defaultValue = "10000")
    private int images;

    @Option(
        names = "--dimension",
        paramLabel = "D",
        description = "Length of an embedding (default: ${DEFAULT-VALUE}).",
        defaultValue = "512")
    private int dimension;

    @Override
    public Integer call() {
      rounds.check();
      requirePositive("--dimension", dimension);
      if (images < 2) {
        throw new ConfigException(Text.of("--images is %d; it must be at least 2", images));
      }
      var timing = rounds.measure(EmbeddingWorkloads.metrics(images, dimension));
      Map<String, Object> parameters = new LinkedHashMap<>();
      parameters.put("images", images);
      parameters.put("dimension", dimension);
      Console.out(
          new BenchLine("metrics", parameters, Machine.nativeThreads())
              .timing(timing, images, "images/s")
              .json());
      return ExitCode.OK;
    }
  }

  /** {@code ssl4j bench knn}. */
  @Command(
      name = "knn",
      mixinStandardHelpOptions = true,
      description = "Measure the time of a weighted k-NN classification, on random embeddings.",
      footer = {"", "Example:", "  ssl4j bench knn --bank 50000 --queries 10000 --dimension 512"})
  static final class Knn implements Callable<Integer> {

    private static final int CLASSES = 10;

    @Mixin private Rounds rounds;

    @Option(
        names = "--bank",
        paramLabel = "N",
        description = "Number of embeddings in the bank (default: ${DEFAULT-VALUE}).",
        defaultValue = "10000")
    private int bank;

    @Option(
        names = "--queries",
        paramLabel = "M",
        description = "Number of embeddings to classify (default: ${DEFAULT-VALUE}).",
        defaultValue = "2000")
    private int queries;

    @Option(
        names = "--dimension",
        paramLabel = "D",
        description = "Length of an embedding (default: ${DEFAULT-VALUE}).",
        defaultValue = "512")
    private int dimension;

    @Option(
        names = "--k",
        paramLabel = "K",
        description = "Number of neighbours k (default: ${DEFAULT-VALUE}).",
        defaultValue = "200")
    private int k;

    @Override
    public Integer call() {
      rounds.check();
      requirePositive("--bank", bank);
      requirePositive("--queries", queries);
      requirePositive("--dimension", dimension);
      requirePositive("--k", k);
      var timing = rounds.measure(EmbeddingWorkloads.knn(bank, queries, dimension, k, CLASSES));
      Map<String, Object> parameters = new LinkedHashMap<>();
      parameters.put("bank", bank);
      parameters.put("queries", queries);
      parameters.put("dimension", dimension);
      parameters.put("k", k);
      Console.out(
          new BenchLine("knn", parameters, Machine.nativeThreads())
              .timing(timing, queries, "queries/s")
              .json());
      return ExitCode.OK;
    }
  }
}
