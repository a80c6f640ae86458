package org.ssl4j.network;

import java.util.List;
import org.ssl4j.text.Text;

/**
 * What lies where in a network's flat parameter vector (and in its flat gradient).
 *
 * @param segments in order, without gaps
 */
public record ParameterLayout(List<ParameterSegment> segments) {

  public ParameterLayout {
    segments = List.copyOf(segments);
    long expected = 0;
    for (var segment : segments) {
      if (segment.offset() != expected) {
        throw new IllegalArgumentException(
            Text.of(
                "parameter %s starts at %d instead of %d",
                segment.fullName(), segment.offset(), expected));
      }
      expected = segment.end();
    }
  }

  /** Entries of the whole vector. */
  public long length() {
    return segments.isEmpty() ? 0 : segments.get(segments.size() - 1).end();
  }

  /** Entries that an optimizer may change. */
  public long trainable() {
    return segments.stream()
        .filter(segment -> segment.kind() != ParameterKind.STATISTIC)
        .mapToLong(ParameterSegment::length)
        .sum();
  }

  /** The segment that holds an entry. */
  public ParameterSegment at(long index) {
    return segments.stream()
        .filter(segment -> index >= segment.offset() && index < segment.end())
        .findFirst()
        .orElseThrow(() -> new IndexOutOfBoundsException("no parameter at " + index));
  }
}
