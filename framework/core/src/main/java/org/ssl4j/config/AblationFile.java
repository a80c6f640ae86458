package org.ssl4j.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.error.ConfigException;

/**
 * A file with an {@code ablation:} block: the block, and the config of each of its cells.
 *
 * <p>A cell's config is, later over earlier: the file that the study (or the cell) starts from, the
 * study's own keys, {@code --set}, the cell's settings, the seed.
 */
public final class AblationFile {
  static final String BLOCK = "ablation";

  private static final String NAME = "name";
  private static final String SEED = "seed";

  /** Keys that the study itself decides. */
  private static final Map<String, String> RESERVED =
      Map.of(
          SEED,
          "is given by ablation.seeds",
          NAME,
          "is the name of the study and cannot differ between cells",
          ConfigSources.EXTENDS,
          "can only be given at the top of a file",
          BLOCK,
          "cannot be varied by a cell",
          SuiteFile.BLOCK,
          "cannot be used in an ablation");

  private final Path file;
  private final ConfigLoader loader;
  private final String name;
  private final AblationConfig ablation;
  private final Tree.Section block;
  private final Tree.Section own;
  private final Tree base;
  private final Map<String, String> places;

  private AblationFile(
      Path file,
      ConfigLoader loader,
      String name,
      AblationConfig ablation,
      Tree.Section block,
      Tree.Section own,
      Tree base,
      Map<String, String> places) {
    this.file = file;
    this.loader = loader;
    this.name = name;
    this.ablation = ablation;
    this.block = block;
    this.own = own;
    this.base = base;
    this.places = places;
  }

  static AblationFile load(Path file, List<String> sets, ConfigLoader loader) {
    Tree.Section all = ConfigSources.read(file, sets);
    Tree block = all.entries().get(BLOCK);
    if (block == null) {
      throw new ConfigException(
          file
              + ": holds no ablation: block, so it is a config of a single run; train it with: ssl4j train "
              + file);
    }
    var config = loader.block(block, BLOCK, AblationConfig.class);
    if (!(all.entries().get(NAME) instanceof Tree.Scalar name)
        || !ConfigChecks.isName(name.text())) {
      throw new ConfigException(
          file + ": name: the study needs a name; it " + ConfigChecks.NAME_RULE);
    }
    Map<String, String> places = ConfigSources.places(all);
    Tree.Section raw = YamlReader.file(file);
    var study =
        new AblationFile(
            file,
            loader,
            name.text(),
            config,
            (Tree.Section) block,
            ConfigSources.withSets(raw.without(ConfigSources.EXTENDS), sets).without(BLOCK),
            raw.entries().get(ConfigSources.EXTENDS),
            places);
    study.checkPaths();
    return study;
  }

  /** Name of the study. */
  public String name() {
    return name;
  }

  /** The block. */
  public AblationConfig ablation() {
    return ablation;
  }

  /**
   * Loads the config of a cell.
   *
   * @param listed index of the listed cell it comes from, or -1
   * @param settings what it changes
   * @throws ConfigException if that is no valid config; the cell is to be refused
   */
  public LoadedConfig cell(int listed, Map<String, YamlValue> settings, long seed) {
    Tree start = listed < 0 ? null : cellTree(listed).entries().get("config");
    Tree.Section tree = own;
    if (start != null && !isNull(start)) {
      tree = over(start, "ablation.cells[" + listed + "].config");
    } else if (base != null) {
      tree = over(base, ConfigSources.EXTENDS);
    }
    for (var setting : settings.entrySet()) {
      tree = ConfigSources.change(tree, setting.getKey(), setting.getValue().tree());
    }
    var place = new Place("seed " + seed, 0);
    tree =
        ConfigSources.change(
            tree, SEED, new Tree.Scalar(Tree.Scalar.Kind.WHOLE, Long.toString(seed), place));
    return loader.complete(tree);
  }

  /**
   * Says where something stands in the block that makes no sense.
   *
   * @param path within the block, e.g. {@code predictions[0].expect[1].rule}
   * @param problem a clause that says what is wrong and what to do
   */
  public ConfigException refusal(String path, String problem) {
    return ConfigException.ofProblems(
        List.of(
            LoadedConfig.sentence(new ConfigChecks.Problem(BLOCK + "." + path, problem), places)));
  }

  private Tree.Section over(Tree start, String key) {
    Path from = ConfigSources.baseFile(file, key, start);
    Tree.Section below = ConfigSources.read(from, List.of()).without(BLOCK);
    return ConfigSources.lay(below, own);
  }

  private static boolean isNull(Tree tree) {
    return tree instanceof Tree.Scalar scalar && scalar.isNull();
  }

  private Tree.Section cellTree(int index) {
    return (Tree.Section) ((Tree.Items) block.entries().get("cells")).elements().get(index);
  }

  private void checkPaths() {
    List<String> problems = new ArrayList<>();
    Map<String, List<String>> paths = new LinkedHashMap<>();
    axisPaths("axes", ablation.axes(), paths);
    List<CellConfig> cells = ablation.cells() == null ? List.of() : ablation.cells();
    for (int i = 0; i < cells.size(); i++) {
      axisPaths("cells[" + i + "].axes", cells.get(i).axes(), paths);
      for (String path : cells.get(i).set().keySet()) {
        paths.computeIfAbsent(path, key -> new ArrayList<>()).add("cells[" + i + "].set." + path);
      }
    }
    paths.forEach(
        (path, where) -> {
          String reason = RESERVED.get(path.split("\\.", -1)[0].strip());
          if (reason != null) {
            where.forEach(
                at -> problems.add(refusal(at, "\"" + path + "\" " + reason).getMessage()));
          }
        });
    if (!problems.isEmpty()) {
      throw ConfigException.ofProblems(problems);
    }
  }

  private static void axisPaths(
      String where, List<AxisConfig> axes, Map<String, List<String>> paths) {
    List<AxisConfig> given = axes == null ? List.of() : axes;
    for (int i = 0; i < given.size(); i++) {
      paths
          .computeIfAbsent(given.get(i).path(), key -> new ArrayList<>())
          .add(where + "[" + i + "].path");
    }
  }
}
