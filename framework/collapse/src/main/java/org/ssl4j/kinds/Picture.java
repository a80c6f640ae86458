package org.ssl4j.kinds;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A picture as data: curves, bars, or a map of cells. The page draws it.
 *
 * @param id unique on a page: lower case with hyphens
 * @param title what it shows
 * @param text how to read it, in one or two sentences
 * @param type how it is drawn
 * @param x name of the horizontal axis
 * @param y name of the vertical axis
 * @param logX whether the horizontal axis is logarithmic
 * @param logY whether the vertical axis is logarithmic
 * @param least lower end of the values, or null
 * @param most upper end of the values, or null
 * @param labels of bars, or of the columns of a map; empty for curves
 * @param rows of a map; empty otherwise
 * @param series curves or groups of bars; empty for a map
 * @param cells of a map, by row; empty otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Picture(
    String id,
    String title,
    String text,
    Type type,
    String x,
    String y,
    boolean logX,
    boolean logY,
    Double least,
    Double most,
    List<String> labels,
    List<String> rows,
    List<Series> series,
    List<List<Double>> cells) {

  /** Points of a curve: more cannot be told apart on a page. */
  private static final int MOST_POINTS = 400;

  /** How a picture is drawn. */
  public enum Type {
    LINES,
    BARS,
    MAP
  }

  /**
   * A curve, or one group of bars.
   *
   * @param reference whether it is a level to compare with, or of the baseline
   * @param x positions; of bars their numbers
   * @param y values; null where undefined
   */
  public record Series(String name, boolean reference, List<Double> x, List<Double> y) {

    public Series {
      x = Collections.unmodifiableList(new ArrayList<>(x));
      y = Collections.unmodifiableList(new ArrayList<>(y));
    }

    /** Values by number, counted from 0. */
    public static Series of(String name, double... values) {
      return points(name, positions(values.length, 0), values);
    }

    /** Values at their places. */
    public static Series points(String name, double[] x, double[] y) {
      return new Series(name, false, list(x), list(y));
    }

    /**
     * Values in decreasing order over their rank, counted from 1, thinned where there are many.
     *
     * @param log whether ranks are thinned for a logarithmic axis
     */
    public static Series sorted(String name, double[] values, boolean log) {
      double[] ordered = Arrays.stream(values).map(v -> -v).sorted().map(v -> -v).toArray();
      return ranked(name, ordered, log);
    }

    /** Values over their rank, counted from 1, thinned where there are many. */
    public static Series ranked(String name, double[] values, boolean log) {
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      int last = -1;
      int points = Math.min(values.length, MOST_POINTS);
      for (int i = 0; i < points; i++) {
        double part = points == 1 ? 0 : (double) i / (points - 1);
        double at =
            log && values.length > MOST_POINTS
                ? Math.pow(values.length, part) - 1
                : part * (values.length - 1);
        int index = (int) Math.round(Math.min(at, values.length - 1));
        if (index > last) {
          last = index;
          x.add(index + 1.0);
          y.add(values[index]);
        }
      }
      return new Series(name, false, x, y);
    }

    /** The same as a level to compare with. */
    public Series asReference(String newName) {
      return new Series(newName, true, x, y);
    }

    private static double[] positions(int count, int first) {
      double[] positions = new double[count];
      Arrays.setAll(positions, i -> first + i);
      return positions;
    }

    private static List<Double> list(double... values) {
      return Arrays.stream(values).boxed().toList();
    }
  }

  /** Curves. */
  public static Picture lines(
      String id, String title, String text, String x, String y, Series... series) {
    return new Picture(
        id,
        title,
        text,
        Type.LINES,
        x,
        y,
        false,
        false,
        null,
        null,
        List.of(),
        List.of(),
        List.of(series),
        List.of());
  }

  /** Groups of bars. */
  public static Picture bars(
      String id, String title, String text, String y, List<String> labels, Series... series) {
    return new Picture(
        id,
        title,
        text,
        Type.BARS,
        "",
        y,
        false,
        false,
        null,
        null,
        labels,
        List.of(),
        List.of(series),
        List.of());
  }

  /**
   * A map of cells.
   *
   * @param cells by row, the first row at the bottom; null where undefined
   */
  public static Picture map(
      String id, String title, String text, String x, String y, Double[][] cells) {
    List<String> labels = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    List<List<Double>> all = new ArrayList<>();
    for (Double[] row : cells) {
      rows.add(String.valueOf(rows.size()));
      all.add(Collections.unmodifiableList(Arrays.asList(row.clone())));
    }
    for (int i = 0; i < cells[0].length; i++) {
      labels.add(String.valueOf(i));
    }
    return new Picture(
        id, title, text, Type.MAP, x, y, false, false, null, null, labels, rows, List.of(), all);
  }

  /** With logarithmic axes. */
  public Picture log(boolean horizontally, boolean vertically) {
    return new Picture(
        id,
        title,
        text,
        type,
        x,
        y,
        horizontally,
        vertically,
        least,
        most,
        labels,
        rows,
        series,
        cells);
  }

  /** With values from 0 on. */
  public Picture fromZero() {
    return new Picture(
        id, title, text, type, x, y, logX, logY, 0.0, most, labels, rows, series, cells);
  }

  /** With fixed ends of the values. */
  public Picture between(double lower, double upper) {
    return new Picture(
        id, title, text, type, x, y, logX, logY, lower, upper, labels, rows, series, cells);
  }

  /** With what the baseline shows in the same picture: curves and bars beside, maps below. */
  List<Picture> beside(Picture baseline) {
    if (type == Type.MAP) {
      return List.of(
          this,
          new Picture(
              id + "-baseline",
              title + ", baseline",
              text,
              type,
              x,
              y,
              logX,
              logY,
              least,
              most,
              baseline.labels,
              baseline.rows,
              List.of(),
              baseline.cells));
    }
    List<Series> both = new ArrayList<>(series);
    baseline.series.stream()
        .filter(one -> !one.reference())
        .forEach(one -> both.add(one.asReference(one.name() + ", baseline")));
    return List.of(
        new Picture(
            id, title, text, type, x, y, logX, logY, least, most, labels, rows, both, cells));
  }
}
