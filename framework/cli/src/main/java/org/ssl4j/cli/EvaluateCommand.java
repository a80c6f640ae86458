package org.ssl4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.encoder.EncoderEvaluation;
import org.ssl4j.encoder.FrozenEncoder;
import org.ssl4j.error.ConfigException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.run.EvaluationReport;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ssl4j evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Score a trained encoder by linear probe, k-NN or retrieval.",
    footer = {
      "",
      "Results are also written to RUN/evaluation/linear.json, knn.json and retrieval.json.",
      "",
      "Examples:",
      "  ssl4j evaluate runs/simclr linear knn retrieval",
      "  ssl4j evaluate runs/simclr linear --full --json",
      "  ssl4j evaluate encoder.zip knn --config configs/folder.yaml --set data.root=photos",
      "  ssl4j evaluate runs/simclr --export features.npz"
    })
final class EvaluateCommand implements Callable<Integer> {

  /** All images of both splits, whatever the run was trained and watched with. */
  private static final List<String> FULL =
      List.of(
          "data.trainLimit=null",
          "data.testLimit=null",
          "evaluation.bankLimit=null",
          "evaluation.queryLimit=null");

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Directory of a run, or an encoder.zip.")
  private Path source;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "WHAT",
      description = "Any of: ${COMPLETION-CANDIDATES}.")
  private List<What> whats = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "CONFIG",
      description =
          "Take data and evaluation settings from this file instead of the encoder's own.")
  private Path config;

  @Mixin private SetOptions sets;

  @Option(
      names = "--full",
      description =
          "Use all training and held-out images of the data set and ignore the limits of the config.")
  private boolean full;

  @Option(
      names = "--checkpoint",
      paramLabel = "NAME",
      description =
          "Evaluate this checkpoint of the run: best, healthy, newest or e.g. step-00000390 (default: the last weights).")
  private String checkpoint;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed for the random split on which the linear probe chooses its weight decay (default: ${DEFAULT-VALUE}).",
      defaultValue = "0")
  private long seed;

  @Option(
      names = "--no-baselines",
      description = "Do not score the baselines (untrained network, raw pixels).")
  private boolean noBaselines;

  @Option(names = "--json", description = "Print one JSON object with the results.")
  private boolean json;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Write features and labels as an .npz for NumPy and ssl4j diagnose.")
  private Path export;

  @Option(names = "--force", description = "Replace the --export file if it exists.")
  private boolean force;

  /** What can be evaluated. */
  enum What {
    LINEAR,
    KNN,
    RETRIEVAL;

    EvaluationReport run(EncoderEvaluation evaluation) {
      return switch (this) {
        case LINEAR -> evaluation.linear();
        case KNN -> evaluation.knn();
        case RETRIEVAL -> evaluation.retrieval();
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() {
    if (whats.isEmpty() && export == null) {
      throw new ConfigException(
          "nothing to evaluate; name linear, knn or retrieval, or give --export FILE");
    }
    if (export != null) {
      OutputFile.require(export, force);
    }
    List<String> settings = new ArrayList<>(full ? FULL : List.of());
    settings.addAll(sets.values());
    var request = new FrozenEncoder.Request(source, checkpoint, config, settings);
    try (var encoder =
        FrozenEncoder.open(
            request, new MethodCatalog(), DataEnvironment.system(), new ConsoleDataProgress())) {
      var evaluation =
          new EncoderEvaluation(encoder, !whats.isEmpty(), !noBaselines && !whats.isEmpty(), seed);
      if (export != null) {
        String written = evaluation.export(export);
        if (!json) {
          Console.out("wrote " + written);
        }
      }
      Set<What> wanted = EnumSet.noneOf(What.class);
      wanted.addAll(whats);
      List<EvaluationReport> reports = new ArrayList<>();
      for (What what : wanted) {
        var report = what.run(evaluation);
        keep(report);
        reports.add(report);
        if (!json) {
          Console.out(EvaluationTable.of(report));
        }
      }
      if (json) {
        Console.out(
            reports.stream()
                .map(report -> Text.of("\"%s\": %s", report.what(), report.json().strip()))
                .collect(Collectors.joining(",\n", "{", "}")));
      }
    }
    return ExitCode.OK;
  }

  /** Beside the run's other files; an encoder.zip has no directory of its own. */
  private void keep(EvaluationReport report) {
    if (!Files.isDirectory(source)) {
      return;
    }
    Path file = RunDirectory.open(source).evaluation(report.what());
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new RunException(Text.of("cannot create %s (%s)", file.getParent(), e.getMessage()), e);
    }
    RunDirectory.writeAtomically(file, report.json());
  }
}
