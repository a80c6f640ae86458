package org.ssl4j.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ssl4j.config.ConfigChecks;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.config.SuiteFile;
import org.ssl4j.error.ConfigException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/** Makes a study of a suite, or of configs and finished runs. */
public final class Comparisons {

  private static final String DEFAULT_NAME = "comparison";
  private static final String METHOD_NAME = "method.name";

  private final ConfigLoader loader;
  private final RunFitting fitting;
  private final List<String> sets;
  private final List<Long> seeds;
  private final String name;
  private final PublishedResults published;

  /**
   * @param sets {@code a.b=c} each, for configs that are trained
   * @param seeds to train with; empty for a suite's own, or those of the configs
   * @param name of the comparison; null for a suite's own, or a general one
   */
  public Comparisons(
      ConfigLoader loader,
      MethodCatalog catalog,
      List<String> sets,
      List<Long> seeds,
      String name) {
    this.loader = loader;
    this.fitting = new RunFitting(catalog);
    this.published = new PublishedResults(catalog);
    this.sets = List.copyOf(sets);
    this.seeds = distinct("the option seeds", seeds);
    this.name = name;
    if (name != null && !ConfigChecks.isName(name)) {
      throw new ConfigException(
          Text.of("the option name is \"%s\"; use letters, digits, dots, hyphens", name));
    }
  }

  /** A comparison whose name is known, and with it the directory. */
  public interface Source {
    String name();

    /**
     * Plans it.
     *
     * @throws ConfigException if a config is not valid
     * @throws RunException if a run is not finished
     */
    StudyPlan plan(Path directory);
  }

  /** Opens one suite, or configs and run directories. */
  public Source open(List<Path> sources) {
    for (Path source : sources) {
      if (Files.isDirectory(source)) {
        continue;
      }
      var purpose = ConfigLoader.purpose(source);
      if (purpose == ConfigLoader.Purpose.ABLATION) {
        throw new ConfigException(
            Text.of("%s is an ablation; start it with: ssl4j ablate %s", source, source));
      }
      if (purpose == ConfigLoader.Purpose.SUITE) {
        if (sources.size() > 1) {
          throw new ConfigException(
              Text.of("%s is a suite; compare takes one suite, or configs and runs", source));
        }
        return suite(loader.loadSuite(source, sets));
      }
    }
    return listed(sources);
  }

  private Source suite(SuiteFile file) {
    var suite = file.suite();
    String own = name == null ? suite.name() : name;
    return source(
        own,
        directory -> {
          var study = new StudyDirectory(directory);
          List<CellPlan> cells = new ArrayList<>();
          Set<String> ids = new LinkedHashSet<>();
          for (int i = 0; i < file.files().size(); i++) {
            int index = i;
            List<Long> with = seeds.isEmpty() ? distinct("suite.seeds", suite.seeds()) : seeds;
            cells.add(trained(study, ids, with, s -> file.config(index, s)));
          }
          String title = suite.title() == null ? own : suite.title();
          return plan(own, title, suite.description(), cells, List.of());
        });
  }

  private Source listed(List<Path> sources) {
    String own = name == null ? DEFAULT_NAME : name;
    return source(
        own,
        directory -> {
          var study = new StudyDirectory(directory);
          Set<String> ids = new LinkedHashSet<>();
          List<CellPlan> cells = new ArrayList<>();
          for (Path config : sources) {
            if (!Files.isDirectory(config)) {
              cells.add(
                  trained(study, ids, seeds.isEmpty() ? List.of(0L) : seeds, s -> load(config, s)));
            }
          }
          var finished = finished(sources.stream().filter(Files::isDirectory).toList());
          cells.addAll(cells(finished, ids));
          return plan(own, own, null, cells, finished.notes());
        });
  }

  private static Source source(String name, java.util.function.Function<Path, StudyPlan> planner) {
    return new Source() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public StudyPlan plan(Path directory) {
        return planner.apply(directory);
      }
    };
  }

  private StudyPlan plan(
      String own, String title, String description, List<CellPlan> cells, List<String> notes) {
    if (cells.size() < 2) {
      throw new ConfigException(
          "There is nothing to compare with. "
              + notes.stream().map(note -> note + " ").collect(Collectors.joining())
              + "Give at least two configs, or runs of two configs.");
    }
    requireDifferent(cells);
    return new StudyPlan(
        own, StudyPlan.Kind.COMPARISON, title, description, List.of(), cells, List.of(), notes);
  }

  /** Cells that are equal would be ranked by chance; finished runs are one cell by then. */
  private static void requireDifferent(List<CellPlan> cells) {
    Map<Map<String, String>, CellPlan> known = new LinkedHashMap<>();
    for (CellPlan cell : cells) {
      PlannedRun run = cell.runs().get(0);
      CellPlan other = known.putIfAbsent(SameRuns.settings(run.config(), cell.label()), cell);
      if (other != null && (run.own() || other.runs().get(0).own())) {
        throw new ConfigException(
            Text.of(
                "%s and %s have the same settings, so there is nothing to compare between them. Leave one of the two out; to train"
                    + " one with several seeds, use the option seeds.",
                other.label(), cell.label()));
      }
    }
  }

  private static List<Long> distinct(String where, List<Long> seeds) {
    Set<Long> known = new LinkedHashSet<>();
    for (Long seed : seeds) {
      if (!known.add(seed)) {
        throw new ConfigException(
            Text.of(
                "%s names seed %d twice. Every seed counts once: remove one of the two.",
                where, seed));
      }
    }
    return List.copyOf(known);
  }

  @FunctionalInterface
  private interface Configs {
    LoadedConfig of(long seed);
  }

  private LoadedConfig load(Path file, long seed) {
    List<String> all = new ArrayList<>(sets);
    all.add("seed=" + seed);
    return loader.load(file, all);
  }

  private CellPlan trained(
      StudyDirectory study, Set<String> ids, List<Long> withSeeds, Configs configs) {
    List<PlannedRun> runs = new ArrayList<>();
    String id = null;
    for (long seed : new TreeSet<>(withSeeds)) {
      LoadedConfig config = fitting.fitted(configs.of(seed));
      id = id == null ? unique(config.config().name(), ids) : id;
      runs.add(new PlannedRun(seed, config, study.run(id, seed), true));
    }
    return cell(id, runs);
  }

  private SameRuns finished(List<Path> directories) {
    var runs = new SameRuns();
    for (Path directory : directories) {
      var run = RunDirectory.open(directory);
      LoadedConfig config = loader.load(run.config(), List.of());
      if (!Files.isRegularFile(run.encoder())) {
        throw new RunException(Text.of("%s is not trained to the end; resume it first", directory));
      }
      runs.add(directory, config);
    }
    return runs;
  }

  /** Runs that differ in nothing but the seed are one cell. */
  private List<CellPlan> cells(SameRuns finished, Set<String> ids) {
    List<List<PlannedRun>> runs = finished.cells();
    List<String> labels = RunLabels.of(runs);
    List<CellPlan> cells = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      cells.add(cell(unique(labels.get(i), ids), runs.get(i)));
    }
    return cells;
  }

  private CellPlan cell(String id, List<PlannedRun> runs) {
    var config = runs.get(0).config().config();
    String method = config.method().name();
    return new CellPlan(
        id,
        id,
        null,
        Map.of(METHOD_NAME, method),
        published.of(method, config.data().dataset()),
        null,
        runs);
  }

  private static String unique(String wanted, Set<String> ids) {
    String id = wanted;
    for (int i = 2; !ids.add(id.toLowerCase(Locale.ROOT)); i++) {
      id = wanted + "-" + i;
    }
    return id;
  }
}
