package org.ssl4j.cli;

import java.nio.file.Path;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.method.MethodCatalog;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The CONFIG argument and its {@code --set} options, for commands that cannot do without. */
final class ConfigArgument {

  @Parameters(paramLabel = "CONFIG", description = "YAML file of the experiment.")
  private Path file;

  @Mixin private SetOptions sets;

  /**
   * Loads the experiment.
   *
   * @throws org.ssl4j.error.ConfigException naming everything that is wrong with it
   */
  LoadedConfig load(MethodCatalog catalog) {
    return catalog.configLoader().load(file, sets.values());
  }
}
