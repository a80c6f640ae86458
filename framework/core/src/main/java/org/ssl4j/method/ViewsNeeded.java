package org.ssl4j.method;

import java.util.List;
import java.util.stream.Collectors;
import org.ssl4j.text.Text;

/**
 * How many views of an image a method takes.
 *
 * @param counts of each group of views that have one size; {@code [2, 6]} for two large and six
 *     small crops
 */
public record ViewsNeeded(List<Integer> counts) {

  /** Two views of one size. */
  public static final ViewsNeeded PAIR = new ViewsNeeded(List.of(2));

  public ViewsNeeded {
    counts = List.copyOf(counts);
    if (counts.isEmpty() || counts.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          Text.of("a method takes at least one group of at least one view, not %s", counts));
    }
  }

  /** Views of an image in all groups. */
  public int total() {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  /** For people: {@code 2 views} or {@code groups of 2 and 6 views}. */
  @Override
  public String toString() {
    if (counts.size() == 1) {
      return Text.count(counts.get(0), "view");
    }
    var numbers = counts.stream().map(String::valueOf).toList();
    int last = numbers.size() - 1;
    return Text.of(
        "groups of %s and %s",
        numbers.subList(0, last).stream().collect(Collectors.joining(", ")),
        Text.count(counts.get(last), "view"));
  }
}
