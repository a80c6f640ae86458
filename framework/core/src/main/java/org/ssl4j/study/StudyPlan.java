package org.ssl4j.study;

import java.util.List;
import java.util.Locale;

/**
 * What a study will do, known before anything runs.
 *
 * @param name becomes a directory
 * @param title headline
 * @param description how to read it, or null
 * @param axes settings that are varied, empty if cells are only listed
 * @param cells in the order of the report, refused ones included
 * @param predictions what the numbers are held against
 * @param notes what was decided while planning and a reader must know, a sentence each
 */
public record StudyPlan(
    String name,
    Kind kind,
    String title,
    String description,
    List<Axis> axes,
    List<CellPlan> cells,
    List<Prediction> predictions,
    List<String> notes) {

  /** Without notes. */
  public StudyPlan(
      String name,
      Kind kind,
      String title,
      String description,
      List<Axis> axes,
      List<CellPlan> cells,
      List<Prediction> predictions) {
    this(name, kind, title, description, axes, cells, predictions, List.of());
  }

  public StudyPlan {
    axes = List.copyOf(axes);
    cells = List.copyOf(cells);
    predictions = List.copyOf(predictions);
    notes = List.copyOf(notes);
  }

  /** What kind of question it asks. */
  public enum Kind {
    /** What does each setting do? */
    ABLATION,
    /** Which config is best? */
    COMPARISON;

    /** As in study.json. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A setting that is varied.
   *
   * @param path its key, dotted from the top
   * @param values what it is set to
   */
  public record Axis(String path, List<Object> values) {}

  /** The runs of all cells that were not refused; every cell's first seed before any second. */
  public List<CellRun> runs() {
    int most = cells.stream().mapToInt(cell -> cell.runs().size()).max().orElse(0);
    return java.util.stream.IntStream.range(0, most)
        .boxed()
        .flatMap(
            turn ->
                cells.stream()
                    .filter(cell -> turn < cell.runs().size())
                    .map(cell -> new CellRun(cell, cell.runs().get(turn))))
        .toList();
  }

  /** A run and the cell it belongs to. */
  public record CellRun(CellPlan cell, PlannedRun run) {}
}
