package org.ssl4j.study;

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
import org.ssl4j.config.AblationConfig;
import org.ssl4j.config.AblationFile;
import org.ssl4j.config.AxisConfig;
import org.ssl4j.config.CellConfig;
import org.ssl4j.config.ConfigChecks;
import org.ssl4j.config.ExpectConfig;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.config.PredictionConfig;
import org.ssl4j.config.PublishedConfig;
import org.ssl4j.config.YamlValue;
import org.ssl4j.error.ConfigException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.text.Text;

/** Expands an {@code ablation:} block into cells and runs. */
public final class Ablations {

  private static final double PER_CENT = 100;

  private final AblationFile file;
  private final AblationConfig ablation;
  private final RunFitting fitting;
  private final StudyDirectory directory;

  private Ablations(AblationFile file, MethodCatalog catalog, Path directory) {
    this.file = file;
    this.ablation = file.ablation();
    this.fitting = new RunFitting(catalog);
    this.directory = new StudyDirectory(directory);
  }

  /**
   * Plans an ablation.
   *
   * @param directory of the study
   * @throws ConfigException if the block makes no sense, or not one of its cells is valid
   */
  public static StudyPlan plan(AblationFile file, MethodCatalog catalog, Path directory) {
    return new Ablations(file, catalog, directory).plan();
  }

  /**
   * A point of the study.
   *
   * @param listed index of the listed cell it comes from, or -1
   * @param fixed what the listed cell sets
   * @param varied its place on the axes
   */
  private record Point(int listed, Map<String, YamlValue> fixed, Map<String, YamlValue> varied) {

    Point on(String path, YamlValue value) {
      var more = new LinkedHashMap<>(varied);
      more.put(path, value);
      return new Point(listed, fixed, more);
    }
  }

  private StudyPlan plan() {
    List<Point> points = points();
    List<String> varied =
        points.stream().flatMap(point -> point.varied().keySet().stream()).distinct().toList();
    List<CellPlan> cells = new ArrayList<>();
    Set<String> ids = new LinkedHashSet<>();
    requireDifferentSeeds();
    for (Point point : points) {
      cells.add(cell(point, varied, ids));
    }
    requireDifferent(points, cells);
    requireOneValid(cells);
    List<CellPlan> complete = withPublished(cells);
    return new StudyPlan(
        file.name(),
        StudyPlan.Kind.ABLATION,
        ablation.title() == null ? file.name() : ablation.title(),
        ablation.description(),
        axes(),
        complete,
        predictions(complete));
  }

  private void requireDifferentSeeds() {
    Set<Long> known = new LinkedHashSet<>();
    for (Long seed : ablation.seeds()) {
      if (!known.add(seed)) {
        throw file.refusal(
            "seeds",
            Text.of("names seed %d twice; every seed counts once, so remove one of the two", seed));
      }
    }
  }

  /**
   * Two cells of one config would compete with themselves. That they are is only certain when their
   * configs are complete: 0.5 and 0.50 are one number, and a listed cell may set what the base has.
   */
  private void requireDifferent(List<Point> points, List<CellPlan> cells) {
    Map<Object, Integer> known = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).runs().isEmpty()) {
        continue;
      }
      Integer other = known.putIfAbsent(cells.get(i).runs().get(0).config().config(), i);
      if (other != null) {
        int listed = points.get(i).listed();
        throw file.refusal(
            listed < 0 ? "axes" : "cells[" + listed + "]",
            Text.of(
                "gives two cells the same settings, \"%s\" and \"%s\"; change a value, or remove one of the two",
                cells.get(other).label(), cells.get(i).label()));
      }
    }
  }

  private List<Point> points() {
    if (ablation.axes() == null && ablation.cells() == null) {
      throw file.refusal("axes", "is missing; give axes to cross, or cells to list");
    }
    List<Point> points = new ArrayList<>();
    if (ablation.cells() == null) {
      points.add(new Point(-1, Map.of(), Map.of()));
    } else {
      requireDifferentIds();
      for (int i = 0; i < ablation.cells().size(); i++) {
        points.addAll(listed(i, ablation.cells().get(i)));
      }
    }
    return crossed(points, ablation.axes(), "axes");
  }

  private void requireDifferentIds() {
    Set<String> known = new LinkedHashSet<>();
    for (int i = 0; i < ablation.cells().size(); i++) {
      String id = ablation.cells().get(i).id();
      if (!known.add(id.toLowerCase(Locale.ROOT))) {
        throw file.refusal(
            "cells[" + i + "].id",
            "is \"" + id + "\", the id of another cell; change one of the two");
      }
    }
  }

  private List<Point> listed(int index, CellConfig cell) {
    if (!ConfigChecks.isName(cell.id())) {
      throw file.refusal(
          "cells[" + index + "].id",
          "is \""
              + cell.id()
              + "\"; the id is also the name of a directory, so use letters, digits, dots, hyphens");
    }
    return crossed(
        List.of(new Point(index, cell.set(), Map.of())), cell.axes(), "cells[" + index + "].axes");
  }

  private List<Point> crossed(List<Point> points, List<AxisConfig> axes, String where) {
    List<Point> result = points;
    List<AxisConfig> given = axes == null ? List.of() : axes;
    for (int i = 0; i < given.size(); i++) {
      AxisConfig axis = given.get(i);
      List<Point> next = new ArrayList<>();
      for (Point point : result) {
        if (point.fixed().containsKey(axis.path()) || point.varied().containsKey(axis.path())) {
          throw file.refusal(
              where + "[" + i + "].path",
              "\"" + axis.path() + "\" is set twice in one cell; remove one of the two");
        }
        axis.values().forEach(value -> next.add(point.on(axis.path(), value)));
      }
      result = next;
    }
    return result;
  }

  private CellPlan cell(Point point, List<String> allVaried, Set<String> ids) {
    CellConfig listed = point.listed() < 0 ? null : ablation.cells().get(point.listed());
    List<String> idParts = new ArrayList<>();
    List<String> labelParts = new ArrayList<>();
    if (listed != null) {
      idParts.add(listed.id());
      labelParts.add(listed.label() == null ? listed.id() : listed.label());
    }
    point
        .varied()
        .forEach(
            (path, value) -> {
              String name = shortName(path, allVaried);
              idParts.add(fileName(name + "-" + value.text()));
              labelParts.add(name + "=" + value.text());
            });
    Map<String, YamlValue> settings = new LinkedHashMap<>(point.fixed());
    settings.putAll(point.varied());
    Map<String, Object> plain = new LinkedHashMap<>();
    settings.forEach((path, value) -> plain.put(path, value.plain()));

    String id = unique(String.join("_", idParts), ids);
    List<PlannedRun> runs = new ArrayList<>();
    String refusal = null;
    try {
      for (long seed : new TreeSet<>(ablation.seeds())) {
        LoadedConfig config = fitting.fitted(file.cell(point.listed(), settings, seed));
        runs.add(new PlannedRun(seed, config, directory.run(id, seed), true));
      }
    } catch (ConfigException e) {
      refusal = e.getMessage();
      runs.clear();
    }
    return new CellPlan(
        id,
        String.join(", ", labelParts),
        listed == null ? null : listed.id(),
        plain,
        null,
        refusal,
        runs);
  }

  /** The end of a key that tells it apart from the other keys that are varied. */
  static String shortName(String path, List<String> all) {
    String name = path.substring(path.lastIndexOf('.') + 1);
    while (true) {
      String end = name;
      long fitting =
          all.stream().filter(other -> other.equals(end) || other.endsWith("." + end)).count();
      if (fitting <= 1 || name.equals(path)) {
        return name;
      }
      String rest = path.substring(0, path.length() - name.length() - 1);
      name = rest.substring(rest.lastIndexOf('.') + 1) + "." + name;
    }
  }

  /** A directory's name; values that differ in signs only, such as -1 and 1, would share one. */
  private static String unique(String wanted, Set<String> ids) {
    String id = wanted;
    for (int i = 2; !ids.add(id.toLowerCase(Locale.ROOT)); i++) {
      id = wanted + "-" + i;
    }
    return id;
  }

  private static String fileName(String text) {
    return text.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("-+$", "");
  }

  private void requireOneValid(List<CellPlan> cells) {
    if (cells.stream().anyMatch(cell -> cell.refusal() == null)) {
      return;
    }
    throw new ConfigException(
        Text.of(
            "%s: not one of the %d cells is a valid config: %s",
            file.name(),
            cells.size(),
            cells.stream()
                .flatMap(cell -> cell.refusal().lines())
                .distinct()
                .collect(Collectors.joining(" "))));
  }

  private List<StudyPlan.Axis> axes() {
    Map<String, Set<Object>> axes = new LinkedHashMap<>();
    List<AxisConfig> all = new ArrayList<>();
    if (ablation.cells() != null) {
      ablation.cells().stream()
          .filter(cell -> cell.axes() != null)
          .forEach(cell -> all.addAll(cell.axes()));
    }
    if (ablation.axes() != null) {
      all.addAll(ablation.axes());
    }
    for (AxisConfig axis : all) {
      var values = axes.computeIfAbsent(axis.path(), path -> new LinkedHashSet<>());
      axis.values().forEach(value -> values.add(value.plain()));
    }
    List<StudyPlan.Axis> result = new ArrayList<>();
    axes.forEach((path, values) -> result.add(new StudyPlan.Axis(path, new ArrayList<>(values))));
    return result;
  }

  private List<CellPlan> withPublished(List<CellPlan> cells) {
    if (ablation.published() == null) {
      return cells;
    }
    List<CellPlan> result = new ArrayList<>(cells);
    for (int i = 0; i < ablation.published().size(); i++) {
      PublishedConfig values = ablation.published().get(i);
      Set<String> ids = ids(values.cells(), cells, "published[" + i + "].cells");
      var published =
          new Published(
              share(values.knn()), share(values.linear()), values.dataset(), values.source());
      result.replaceAll(cell -> ids.contains(cell.id()) ? cell.withPublished(published) : cell);
    }
    return result;
  }

  private static Double share(Double perCent) {
    return perCent == null ? null : perCent / PER_CENT;
  }

  private List<Prediction> predictions(List<CellPlan> cells) {
    List<Prediction> predictions = new ArrayList<>();
    List<PredictionConfig> given =
        ablation.predictions() == null ? List.of() : ablation.predictions();
    for (int i = 0; i < given.size(); i++) {
      PredictionConfig prediction = given.get(i);
      List<Prediction.Expectation> expectations = new ArrayList<>();
      for (int j = 0; j < prediction.expect().size(); j++) {
        ExpectConfig expect = prediction.expect().get(j);
        String where = "predictions[" + i + "].expect[" + j + "]";
        expectations.add(
            new Prediction.Expectation(
                expect.cells(),
                List.copyOf(ids(expect.cells(), cells, where + ".cells")),
                rule(expect.rule(), cells, where + ".rule")));
      }
      predictions.add(new Prediction(prediction.statement(), prediction.source(), expectations));
    }
    return predictions;
  }

  private Set<String> ids(String selector, List<CellPlan> cells, String where) {
    try {
      return CellSelector.select(selector, cells).stream()
          .map(CellPlan::id)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (IllegalArgumentException e) {
      throw file.refusal(where, e.getMessage());
    }
  }

  private Rule rule(String text, List<CellPlan> cells, String where) {
    try {
      return Rule.parse(text, cells);
    } catch (IllegalArgumentException e) {
      throw file.refusal(where, e.getMessage());
    }
  }
}
