package org.ssl4j.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ssl4j.error.ConfigException;

/** A file with a {@code suite:} block: configs to train alike and compare. */
public final class SuiteFile {
  static final String BLOCK = "suite";

  private final ConfigLoader loader;
  private final SuiteConfig suite;
  private final List<Path> files;
  private final List<String> sets;

  private SuiteFile(ConfigLoader loader, SuiteConfig suite, List<Path> files, List<String> sets) {
    this.loader = loader;
    this.suite = suite;
    this.files = List.copyOf(files);
    this.sets = List.copyOf(sets);
  }

  static SuiteFile load(Path file, List<String> sets, ConfigLoader loader) {
    Tree.Section all = YamlReader.file(file);
    Tree block = all.entries().get(BLOCK);
    if (block == null) {
      throw new ConfigException(file + ": holds no suite: block, so there is nothing to compare.");
    }
    List<String> problems = new ArrayList<>();
    all.entries()
        .forEach(
            (key, value) -> {
              if (!key.equals(BLOCK)) {
                problems.add(
                    value.place()
                        + ": "
                        + key
                        + ": unknown key beside suite:. Put what the configs share into suite.set.");
              }
            });
    if (!problems.isEmpty()) {
      throw ConfigException.ofProblems(problems);
    }
    List<String> own = sets.stream().filter(set -> set.startsWith(BLOCK + ".")).toList();
    List<String> others = sets.stream().filter(set -> !set.startsWith(BLOCK + ".")).toList();
    Tree.Section changed = ConfigSources.withSets(all, own);
    var suite = loader.block(changed.entries().get(BLOCK), BLOCK, SuiteConfig.class);
    Map<String, String> places = ConfigSources.places(changed);
    if (!ConfigChecks.isName(suite.name())) {
      throw new ConfigException(
          places.get(BLOCK + ".name") + ": suite.name: " + ConfigChecks.NAME_RULE);
    }
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < suite.configs().size(); i++) {
      String path = BLOCK + ".configs[" + i + "]";
      Path config = file.resolveSibling(suite.configs().get(i)).normalize();
      if (!Files.isRegularFile(config)) {
        problems.add(places.get(path) + ": " + path + ": there is no config file " + config + ".");
      }
      files.add(config);
    }
    if (!problems.isEmpty()) {
      throw ConfigException.ofProblems(problems);
    }
    return new SuiteFile(loader, suite, files, others);
  }

  /** The block. */
  public SuiteConfig suite() {
    return suite;
  }

  /** The configs' files, in order. */
  public List<Path> files() {
    return files;
  }

  /**
   * Loads one of the configs with what the suite and the command line change.
   *
   * @throws ConfigException if that is no valid config
   */
  public LoadedConfig config(int index, long seed) {
    Tree.Section tree = ConfigSources.read(files.get(index), List.of());
    ConfigLoader.refuseStudy(files.get(index), tree);
    for (var setting : suite.set().entrySet()) {
      tree = ConfigSources.change(tree, setting.getKey(), setting.getValue().tree());
    }
    tree = ConfigSources.withSets(tree, sets);
    return loader.complete(ConfigSources.withSets(tree, List.of("seed=" + seed)));
  }
}
