package org.ssl4j.kinds;

import java.util.List;

/**
 * A way in which a model can collapse, and how it shows in a few arrays.
 *
 * <p>An implementation has a public constructor without parameters and is named in {@code
 * META-INF/services/org.ssl4j.kinds.CollapseKind}. It holds no state.
 */
public interface CollapseKind {

  /** What it is called on the command line: one lower-case word. */
  String name();

  /** What it looks at, as a clause. */
  String summary();

  /** The arrays that it reads. */
  List<ArrayNeed> arrays();

  /** What it may be told beside the arrays. */
  default List<KindOption> options() {
    return List.of();
  }

  /** The measures that {@link #measure} gives, in the order of tables. */
  List<MeasureInfo> measures();

  /** What its numbers cannot tell: sentences. */
  List<String> limits();

  /** Which baseline decides where the numbers alone do not: a clause that follows "give ". */
  String baseline();

  /**
   * Measures arrays.
   *
   * @throws org.ssl4j.error.DataException if they cannot be measured; one sentence names the place
   */
  KindMeasurement measure(KindInput input);

  /**
   * Judges measures.
   *
   * @param baseline those of an earlier or untrained state, or null
   */
  Ruling judge(MeasuredValues now, MeasuredValues baseline);
}
