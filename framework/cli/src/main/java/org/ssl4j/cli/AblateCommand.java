package org.ssl4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.study.Ablations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ssl4j ablate}. */
@Command(
    name = "ablate",
    mixinStandardHelpOptions = true,
    description =
        "Vary settings and safeguards, see which variants collapse, and compare them with the papers.",
    footer = {
      "",
      "The same command continues a study that was stopped or killed.",
      "",
      "Examples:",
      "  ssl4j ablate configs/ablations/simsiam-stopgradient.yaml --dry-run",
      "  ssl4j ablate configs/ablations/byol.yaml --out studies/byol",
      "  ssl4j ablate configs/ablations/vicreg.yaml --set \"ablation.seeds=[0, 1, 2]\""
    })
final class AblateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CONFIG", description = "YAML file with an ablation: block.")
  private Path config;

  @Mixin private StudyOptions options;

  @Override
  public Integer call() {
    var catalog = new MethodCatalog();
    var loader = catalog.configLoader();
    var file = loader.loadAblation(config, options.sets().values());
    var directory = options.directory(file.name());
    return new StudySession(Ablations.plan(file, catalog, directory), directory, options)
        .run(loader);
  }
}
