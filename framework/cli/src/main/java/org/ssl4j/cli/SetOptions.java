package org.ssl4j.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The {@code --set} options of every command that reads a configuration. */
final class SetOptions {

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Override a setting, e.g. --set optimizer.learningRate=0.03; repeatable.")
  private List<String> values = new ArrayList<>();

  /** In the order given. */
  List<String> values() {
    return List.copyOf(values);
  }
}
