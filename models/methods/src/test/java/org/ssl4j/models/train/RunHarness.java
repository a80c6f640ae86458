package org.ssl4j.models.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.Progress;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.Outcome;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.StepRecord;
import org.ssl4j.train.Continuation;
import org.ssl4j.train.TrainingRun;

/** Trains tiny networks as the command line does, and reads what they left. */
final class RunHarness {

  static final ObjectMapper MAPPER = new ObjectMapper();

  /** What a clock decides; everything else must repeat. */
  private static final List<String> TIMES = List.of("imagesPerSecond", "dataWaitShare", "seconds");

  private final Path root;

  RunHarness(Path root) {
    this.root = root;
  }

  LoadedConfig config(String methodSection, String... sets) {
    return TinyExperiments.load(root, methodSection, List.of(sets));
  }

  /** Trains to the end. */
  RunDirectory train(String name, LoadedConfig config) {
    var run = RunDirectory.createAt(root.resolve(name));
    run(config, run, false, Long.MAX_VALUE);
    return run;
  }

  /**
   * Trains until a number of updates has been made.
   *
   * @param resume whether to continue from the newest checkpoint
   */
  Outcome run(LoadedConfig config, RunDirectory run, boolean resume, long stopAfter) {
    return run(
        config, run, resume ? Optional.of(Continuation.NEWEST) : Optional.empty(), stopAfter);
  }

  /** The same with a choice of how to go on. */
  Outcome run(
      LoadedConfig config, RunDirectory run, Optional<Continuation> continuation, long stopAfter) {
    var made = new AtomicLong();
    return run(config, run, continuation, made::set, () -> made.get() >= stopAfter);
  }

  /** Trains to the end and tells after every step how many were made. */
  void train(LoadedConfig config, RunDirectory run, LongConsumer atStep) {
    run(config, run, Optional.empty(), atStep, () -> false);
  }

  /** Trains until a step at which everything stops with an exception "crash". */
  void crash(LoadedConfig config, RunDirectory run, boolean resume, long atStep) {
    run(
        config,
        run,
        resume ? Optional.of(Continuation.NEWEST) : Optional.empty(),
        step -> {
          if (step == atStep) {
            throw new IllegalStateException("crash");
          }
        },
        () -> false);
  }

  private Outcome run(
      LoadedConfig config,
      RunDirectory run,
      Optional<Continuation> continuation,
      LongConsumer atStep,
      BooleanSupplier stop) {
    var counter =
        new RunListener() {
          @Override
          public void onStep(StepRecord step) {
            atStep.accept(step.step());
          }
        };
    return new TrainingRun(
            config,
            run,
            continuation,
            new DataEnvironment(Map.of(), root),
            Progress.NONE,
            List.of(counter),
            stop)
        .run(new MethodCatalog());
  }

  /** A file of one object. */
  static JsonNode object(Path file) {
    try {
      return MAPPER.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> lines(Path file) {
    try {
      List<JsonNode> nodes = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        nodes.add(MAPPER.readTree(line));
      }
      return nodes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of metrics.jsonl as text without the fields that a clock decides. */
  static List<String> timeless(RunDirectory run) {
    return lines(run.metrics()).stream()
        .map(line -> ((ObjectNode) line).remove(TIMES).toString())
        .toList();
  }

  static List<String> text(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hashes of the arrays of the newest checkpoint, by file name. */
  static Map<String, Integer> weights(RunDirectory run) {
    Map<String, Integer> contents = new TreeMap<>();
    try (var files = Files.list(newestCheckpoint(run))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".array")).toList()) {
        contents.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }

  static Path newestCheckpoint(RunDirectory run) {
    return org.ssl4j.train.Trainer.newestCheckpoint(run).orElseThrow();
  }
}
