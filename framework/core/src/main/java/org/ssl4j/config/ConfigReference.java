package org.ssl4j.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ssl4j.text.Text;

/**
 * Writes {@code docs/CONFIG.md} from the records that configs are bound to, so that the page cannot
 * tell anything else than the loader does.
 */
public final class ConfigReference {
  private static final String INTRODUCTION =
      """
      # Configuration

      This page is generated from the code; `scripts/ssl4j config reference` prints it.

      An experiment is one YAML file. `ssl4j config show CONFIG` checks it and prints it with every default filled in;
      that output is a complete config itself and is kept in the run directory as `config.yaml`. A key or value that the
      tables below do not allow is refused; the message names the file, the line, the key and the allowed values.

      ## How a config comes together

      Later overrides earlier:

      1. the default of each key, as in the tables;
      2. the augmentations of `views.preset`, or of the preset of each group in `views.groups`;
      3. the file named by `extends: PATH` (relative to the extending file), and the files that it extends in turn;
      4. the file itself;
      5. `--set KEY=VALUE` on the command line, in the order given, e.g. `--set method.temperature=0.2` or
         `--set "method.projector.layers=[512, 128]"`. The value is YAML.

      Sections merge key by key; single values and lists replace what they override. `null` resets a key that may be
      null. A file with another `method.name` than the file it extends inherits nothing of that file's `method` section,
      and one with another `data.dataset` nothing of its `data.settings`, because the keys would mean something else. In the
      same way `views.groups` replaces `preset`, `view1` and `view2` of the extended file, and `views.preset` its groups.

      ## When a value does not fit the images

      SSL4J counts the images before it reads them. A batch size, a limit, `monitor.images`, `evaluation.k` or a warm-up
      may be too large for these images or for other settings.

      - A value that is a default of this page, or that a config shipped with SSL4J sets, is lowered. The run names the
        key, the old and the new number when it starts, and `config.yaml` holds the new number.
      - A value from your own file or from `--set` is never changed: it is refused with file and line.

      A default `data.testFraction` that would hold out fewer than 50 images is raised, to 0.2 at most. At least one image
      of every class with two or more images is held out.

      Numbers and words follow YAML 1.2: `true` and `false` are the only booleans (`yes` and `off` are text), `1e-3` is a
      number, `010` is ten. Tags are refused; a file is UTF-8, and keys may not be given twice.
      """;

  private static final String STUDIES =
      """

      ## Studies

      A study trains many configs. `ssl4j ablate FILE` takes a config with an `ablation:` block beside its other keys; each cell is
      that config with the cell's settings in place of its own. `ssl4j compare FILE` takes a file that holds nothing but a `suite:` block.
      Both write a directory with `study.json`, `results.csv`, `results.md`, `report.html` and the run directories
      `cells/CELL/seed-N`. The same command continues a study that was stopped.

      A cell's config is put together in this order, and later parts override earlier ones: the file that the study extends (or that
      the cell names with `config`), the study's own keys, `--set`, the cell's `set`, its point on the axes, its seed. A cell whose config
      is not valid is refused with the reason before any run begins; the other cells run.

      **Cells in rules** are named `all`, by id, or by conditions separated by commas: `stopGradient=false, kind=none`. The
      left side is the end of a key, long enough to be unambiguous; a word without `=` is the id of a listed cell. A name that matches
      several cells means all of them.

      **Rules.** `collapsed`, `not collapsed`, `verdict is WORD` (`or WORD`) must hold in every run of every named cell. A cell refutes
      such a rule if none of its runs fulfils the rule. A cell is undecided if its runs disagree, or if a verdict is UNCERTAIN or DIVERGED and
      the rule does not name that verdict.
      `MEASURE above VALUE` and `MEASURE below VALUE` compare means over the seeds. A measure is `knn`, `linear`, `loss`, or one
      of a layer: `effectiveRank` (of the projector), `backbone.stdRatio`; docs/METRICS.md lists them. A value is a number,
      `untrained` (the same measure of the same network before training), `pixels` (the same accuracy on raw pixels), a cell, or a number of one
      of these: `0.1 of untrained`, `0.5 of stopGradient=true`.

      **Margins.** A difference within its 95 % margin is undecided: the prediction is then neither reproduced nor refuted. The margin is the
      standard error of the difference times Student's t, whose degrees of freedom follow from the numbers of seeds by Welch and
      Satterthwaite; with three seeds each t is about 2.8, not 2. The error of a measure is the standard error of its mean over the seeds. An
      accuracy also has the error of its test images, which the scatter of the seeds cannot show, because all seeds share these images. The
      scatter of one seed is unknown: the margin of an accuracy is then that of the test images alone, and other measures are decided by the
      sign of the difference; the page says so ("one seed, error unknown"). Each difference is judged by itself. The same rule decides the
      lead of the best cell.
      """;

  private final Known known;

  /** What each data source holds, by name. */
  private final Map<String, String> sources;

  /** Records in the order of the page, with the places each is used in, as Markdown. */
  private final Map<Class<? extends Record>, Set<String>> sections = new LinkedHashMap<>();

  private ConfigReference(Known known, Map<String, String> sources) {
    this.known = known;
    this.sources = Map.copyOf(sources);
  }

  /**
   * The page.
   *
   * @param methods the settings record of every method that it shall describe, by name
   * @param dataSources the settings record of every data source that it shall describe, by name
   * @param summaries what each of these data sources holds, by name
   * @param presets the presets of views, by name
   * @return Markdown, one table a section, ending in a line break
   */
  public static String markdown(
      Map<String, Class<? extends MethodSettings>> methods,
      Map<String, Class<? extends DataSettings>> dataSources,
      Map<String, String> summaries,
      Map<String, String> presets) {
    return new ConfigReference(new Known(methods, dataSources, presets), summaries).page();
  }

  private String page() {
    collect(ExperimentConfig.class, "");
    var experiment = new LinkedHashMap<>(sections);
    var page = new StringBuilder(INTRODUCTION);
    page.append("\n## Top level\n\n");
    page.append("An experiment has these keys, and `extends` (see above).\n\n");
    table(page, ExperimentConfig.class);
    experiment.forEach((type, paths) -> section(page, type, paths));
    sections.clear();
    root("ablation", AblationConfig.class);
    root("suite", SuiteConfig.class);
    page.append(STUDIES);
    sections.forEach((type, paths) -> section(page, type, paths));
    return page.toString();
  }

  private void root(String name, Class<? extends Record> type) {
    sections.put(type, Set.of(code(name)));
    collect(type, name);
  }

  private void section(StringBuilder page, Class<? extends Record> type, Set<String> paths) {
    page.append("\n## ").append(heading(paths)).append("\n\n");
    sources(type).forEach(name -> page.append(sources.get(name)).append("\n\n"));
    if (type.getRecordComponents().length == 0) {
      page.append("No settings of its own.\n");
    } else {
      table(page, type);
    }
  }

  /** The data sources whose settings a record has. */
  private List<String> sources(Class<? extends Record> type) {
    return known.dataSources().entrySet().stream()
        .filter(source -> source.getValue() == type)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void collect(Class<? extends Record> type, String path) {
    for (Key key : Key.of(type)) {
      String keyPath = path.isEmpty() ? key.name() : path + "." + key.name();
      boolean list = key.kind() == Key.Kind.LIST && key.elementKind() == Key.Kind.SECTION;
      if (key.kind() == Key.Kind.SECTION || list) {
        sections.computeIfAbsent(key.section(), at -> new LinkedHashSet<>()).add(code(keyPath));
        collect(key.section(), keyPath);
      } else if (key.kind() == Key.Kind.METHOD) {
        // All methods first: they share the sections inside them.
        known
            .methods()
            .forEach(
                (name, settings) ->
                    sections.put(
                        settings.asSubclass(Record.class),
                        Set.of(code(keyPath) + " of " + code(name))));
        known
            .methods()
            .values()
            .forEach(settings -> collect(settings.asSubclass(Record.class), keyPath));
      } else if (key.kind() == Key.Kind.SOURCE) {
        known
            .dataSources()
            .forEach(
                (name, settings) ->
                    sections
                        .computeIfAbsent(
                            settings.asSubclass(Record.class), at -> new LinkedHashSet<>())
                        .add(code(keyPath) + " of " + code(name)));
        known
            .dataSources()
            .values()
            .forEach(settings -> collect(settings.asSubclass(Record.class), keyPath));
      }
    }
  }

  private void table(StringBuilder page, Class<? extends Record> type) {
    page.append("| Key | Type | Default | Allowed | Meaning |\n|---|---|---|---|---|\n");
    for (Key key : Key.of(type)) {
      page.append(
          Text.of(
              "| %s | %s | %s | %s | %s |\n",
              code(key.name()),
              type(key),
              key.required() ? "required" : code(key.setting().defaultValue()),
              allowed(key),
              cell(key.setting().doc())));
    }
  }

  private String type(Key key) {
    return switch (key.kind()) {
      case SECTION -> link(key.section());
      case METHOD ->
          known.methods().values().stream()
              .map(settings -> link(settings.asSubclass(Record.class)))
              .collect(Collectors.joining(", "));
      case SOURCE ->
          known.dataSources().values().stream()
              .distinct()
              .map(settings -> link(settings.asSubclass(Record.class)))
              .collect(Collectors.joining(", "));
      case LIST ->
          "list of "
              + switch (key.elementKind()) {
                case WHOLE -> "whole numbers";
                case NUMBER -> "numbers";
                case SECTION -> link(key.section());
                case VALUE -> "values";
                default -> "texts";
              };
      case VALUE -> "any value";
      case SETTINGS -> "dotted keys and values";
      case WHOLE -> "whole number";
      case NUMBER -> "number";
      case FLAG -> "true or false";
      case TEXT, WORD -> known.words(key).isEmpty() ? "text" : "word";
    };
  }

  private String allowed(Key key) {
    List<String> rules = new ArrayList<>();
    if (!known.words(key).isEmpty()) {
      rules.add(
          known.words(key).stream().map(ConfigReference::code).collect(Collectors.joining(", ")));
    }
    if (key.setting().length() >= 0) {
      rules.add("exactly " + key.setting().length());
    }
    if (!key.range().isEmpty()) {
      rules.add((key.kind() == Key.Kind.LIST ? "each " : "") + key.range());
    }
    if (key.nullable()) {
      rules.add("or " + code("null"));
    }
    return String.join("; ", rules);
  }

  private String link(Class<? extends Record> section) {
    String heading = heading(sections.get(section));
    return "[" + heading + "](#" + anchor(heading) + ")";
  }

  private static String heading(Set<String> paths) {
    return String.join(", ", paths);
  }

  /** The anchor that Markdown renderers give a heading. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
