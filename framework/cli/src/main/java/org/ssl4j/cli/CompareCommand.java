package org.ssl4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ssl4j.error.ConfigException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.study.Comparisons;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ssl4j compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Train configs under the same conditions, or take finished runs, and rank them.",
    footer = {
      "",
      "The same command continues a comparison that was stopped or killed.",
      "",
      "Examples:",
      "  ssl4j compare configs/suites/cifar10-mini.yaml",
      "  ssl4j compare configs/mini/simclr.yaml configs/mini/moco.yaml --seeds 0,1,2",
      "  ssl4j compare runs/mini-simclr/20261124-101500-000 runs/mini-moco/20261124-104500-000"
    })
final class CompareCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "SUITE|CONFIG|RUN",
      description = "One suite, or configs to train and directories of finished runs.")
  private List<Path> sources;

  @Option(
      names = "--seeds",
      paramLabel = "N,...",
      split = ",",
      description =
          "Train every config with each of these seeds (default: the seeds of the suite, or 0).")
  private List<Long> seeds = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the comparison (default: the name of the suite, or comparison).")
  private String name;

  @Mixin private StudyOptions options;

  @Override
  public Integer call() {
    if (seeds.stream().anyMatch(seed -> seed < 0)) {
      throw new ConfigException("--seeds must be whole numbers at least 0");
    }
    var catalog = new MethodCatalog();
    var loader = catalog.configLoader();
    var comparisons = new Comparisons(loader, catalog, options.sets().values(), seeds, name);
    var source = comparisons.open(sources);
    var directory = options.directory(source.name());
    return new StudySession(source.plan(directory), directory, options).run(loader);
  }
}
