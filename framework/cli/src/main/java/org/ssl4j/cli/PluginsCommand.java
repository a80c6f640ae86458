package org.ssl4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ssl4j.plugin.Catalog;
import org.ssl4j.plugin.Plugin;
import org.ssl4j.plugin.Provider;
import org.ssl4j.text.Text;
import picocli.CommandLine.Command;

/** {@code ssl4j plugins}. */
@Command(
    name = "plugins",
    mixinStandardHelpOptions = true,
    description = "List every part that a jar can add, and where it was found.",
    footer = {
      "",
      "Examples:",
      "  ssl4j plugins",
      "  ssl4j plugins --plugins stripes.jar",
      "",
      "docs/ADD-YOUR-OWN.md says how to write a part of your own."
    })
final class PluginsCommand implements Callable<Integer> {

  private static final int LEAST_WIDTH = 10;

  private static int width(List<Plugin> plugins) {
    return plugins.stream()
        .mapToInt(plugin -> plugin.name().length())
        .reduce(LEAST_WIDTH, Math::max);
  }

  private static String note(Catalog<?> catalog, Plugin plugin) {
    return catalog.providers().get(plugin.name()) instanceof Provider provider
            && !provider.note().isEmpty()
        ? Text.of(" (%s)", provider.note())
        : "";
  }

  @Override
  public Integer call() {
    List<String> silent = new ArrayList<>(Plugin.addedJars());
    for (Catalog<?> catalog : Catalog.kinds()) {
      Console.out(catalog.kind());
      int width = width(catalog.plugins());
      for (Plugin plugin : catalog.plugins()) {
        silent.remove(plugin.place());
        Console.out(
            Text.of(
                "  %s %-8s  %s in %s%s",
                plugin.name() + " ".repeat(width - plugin.name().length()),
                plugin.builtIn() ? "built in" : "plug-in",
                plugin.provider(),
                plugin.place(),
                note(catalog, plugin)));
      }
    }
    for (String jar : silent) {
      Console.out(
          Text.of(
              "%s is on the class path but provides no part; a part is named in a file below META-INF/services",
              jar));
    }
    return ExitCode.OK;
  }
}
