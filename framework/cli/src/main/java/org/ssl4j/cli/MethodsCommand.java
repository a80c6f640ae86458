package org.ssl4j.cli;

import java.util.concurrent.Callable;
import org.ssl4j.method.MethodCatalog;
import picocli.CommandLine.Command;

/** {@code ssl4j methods}. */
@Command(
    name = "methods",
    mixinStandardHelpOptions = true,
    description = "List the self-supervised methods on the class path.",
    footer = {"", "Example:", "  ssl4j methods"})
final class MethodsCommand implements Callable<Integer> {

  private static final int LEAST_WIDTH = 9;

  @Override
  public Integer call() {
    var methods = new MethodCatalog().providers();
    int width = methods.keySet().stream().mapToInt(String::length).reduce(LEAST_WIDTH, Math::max);
    methods.forEach(
        (name, provider) -> {
          Console.out(name + " ".repeat(width - name.length() + 1) + provider.summary());
          Console.out(" ".repeat(width + 1) + provider.paper());
        });
    return ExitCode.OK;
  }
}
