package org.ssl4j.cli;

import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.text.Text;
import picocli.CommandLine.Command;

/** {@code ssl4j methods}. */
@Command(
    name = "methods",
    mixinStandardHelpOptions = true,
    description = "List the self-supervised methods on the class path.",
    footer = {"", "Example:", "  ssl4j methods"})
final class MethodsCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    new TreeMap<>(new MethodCatalog().providers())
        .forEach(
            (name, provider) -> {
              Console.out(Text.of("%-9s %s", name, provider.summary()));
              Console.out(Text.of("%-9s %s", "", provider.paper()));
            });
    return ExitCode.OK;
  }
}
