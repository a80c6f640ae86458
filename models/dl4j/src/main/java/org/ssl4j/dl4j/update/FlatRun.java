package org.ssl4j.dl4j.update;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.text.Text;

/**
 * A stretch of a flat parameter vector that is treated alike.
 *
 * @param offset first entry
 * @param length number of entries, at least 1
 */
public record FlatRun(long offset, long length) {

  public FlatRun {
    if (offset < 0 || length < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "a run needs an offset of at least 0 and a length of at least 1, not %d and %d",
              offset, length));
    }
  }

  /** First entry after it. */
  public long end() {
    return offset + length;
  }

  /**
   * The longest runs of neighbouring segments that a condition selects: few runs mean few native
   * calls.
   *
   * @return in order of offset; empty when nothing is selected
   */
  public static List<FlatRun> merged(
      ParameterLayout layout, Predicate<? super ParameterSegment> selected) {
    List<FlatRun> runs = new ArrayList<>();
    for (ParameterSegment segment : layout.segments()) {
      if (segment.length() == 0 || !selected.test(segment)) {
        continue;
      }
      int last = runs.size() - 1;
      if (last >= 0 && runs.get(last).end() == segment.offset()) {
        FlatRun before = runs.get(last);
        runs.set(last, new FlatRun(before.offset(), before.length() + segment.length()));
      } else {
        runs.add(new FlatRun(segment.offset(), segment.length()));
      }
    }
    return List.copyOf(runs);
  }
}
