package org.ssl4j.cli;

import java.util.concurrent.Callable;
import org.ssl4j.augment.ViewPresetCatalog;
import org.ssl4j.config.ConfigReference;
import org.ssl4j.data.DataCatalog;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.train.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ssl4j config}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Check and explain configurations.",
    subcommands = {ConfigCommand.Show.class, ConfigCommand.Reference.class},
    footer = {"", "Example:", "  ssl4j config show configs/mini/simsiam.yaml"})
final class ConfigCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "config needs a command: show or reference");
  }

  /** {@code ssl4j config show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Check a configuration and print it with every default filled in.",
      footer = {
        "",
        "Example:",
        "  ssl4j config show configs/mini/byol.yaml --set method.target.tau=0.9"
      })
  static final class Show implements Callable<Integer> {

    @Mixin private ConfigArgument config;

    @Override
    public Integer call() {
      var catalog = new MethodCatalog();
      var loaded = config.load(catalog);
      TrainingRun.check(loaded, catalog);
      Console.out(loaded.resolvedYaml().stripTrailing());
      return ExitCode.OK;
    }
  }

  /** {@code ssl4j config reference}. */
  @Command(
      name = "reference",
      mixinStandardHelpOptions = true,
      description = "Print what every key means, as Markdown: docs/CONFIG.md.",
      footer = {"", "Example:", "  ssl4j config reference > docs/CONFIG.md"})
  static final class Reference implements Callable<Integer> {

    @Override
    public Integer call() {
      var sources = new DataCatalog();
      Console.out(
          ConfigReference.markdown(
                  new MethodCatalog().settingsTypes(),
                  sources.settingsTypes(),
                  sources.summaries(),
                  new ViewPresetCatalog().texts())
              .stripTrailing());
      return ExitCode.OK;
    }
  }
}
