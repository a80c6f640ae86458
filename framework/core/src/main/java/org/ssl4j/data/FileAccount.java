package org.ssl4j.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ssl4j.text.Text;

/**
 * Counts the files below a directory that are not among the images, by reason. Memory does not grow
 * with their number: some names and kinds are kept, the rest is counted. Safe for many threads, and
 * the text does not depend on their order.
 */
final class FileAccount {
  /** Names shown of each reason. */
  private static final int NAMES = 3;

  /** Kinds (extensions, folders) shown of each reason. */
  private static final int KINDS = 6;

  /** Kinds kept; a directory of files without order has an extension each. */
  private static final int MOST_KINDS = 1000;

  private static final String OTHERS = "others";

  private final Map<Leftover, Tally> tallies = new EnumMap<>(Leftover.class);

  private static final class Tally {
    private long count;
    private final TreeSet<String> names = new TreeSet<>();
    private final TreeMap<String, Long> kinds = new TreeMap<>();
  }

  FileAccount() {}

  /** Goes on from what another has counted, which stays as it is. */
  FileAccount(FileAccount other) {
    synchronized (other) {
      other.tallies.forEach(
          (reason, tally) -> {
            var copy = new Tally();
            copy.count = tally.count;
            copy.names.addAll(tally.names);
            copy.kinds.putAll(tally.kinds);
            tallies.put(reason, copy);
          });
    }
  }

  /** One file; {@code detail} is its name, or its kind where the reason counts kinds. */
  synchronized void add(Leftover reason, String detail) {
    add(reason, detail, 1);
  }

  synchronized void add(Leftover reason, String detail, long count) {
    if (count == 0) {
      return;
    }
    Tally tally = tallies.computeIfAbsent(reason, ignored -> new Tally());
    tally.count += count;
    if (reason.byDetail()) {
      boolean known = tally.kinds.containsKey(detail) || tally.kinds.size() < MOST_KINDS;
      tally.kinds.merge(known ? detail : OTHERS, count, Long::sum);
      return;
    }
    tally.names.add(detail);
    if (tally.names.size() > NAMES) {
      tally.names.pollLast();
    }
  }

  synchronized long count() {
    return tallies.values().stream().mapToLong(tally -> tally.count).sum();
  }

  synchronized long count(Leftover reason) {
    Tally tally = tallies.get(reason);
    return tally == null ? 0 : tally.count;
  }

  /** One line a reason, e.g. {@code truncated: 2 (a.jpg, b.jpg)}. */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    tallies.forEach(
        (reason, tally) ->
            lines.add(Text.of("%s: %d (%s)", reason.text(), tally.count, details(reason, tally))));
    return lines;
  }

  private static String details(Leftover reason, Tally tally) {
    if (!reason.byDetail()) {
      String names =
          tally.names.stream().map(PathNames::printable).collect(Collectors.joining(", "));
      return tally.count > tally.names.size() ? names + ", ..." : names;
    }
    return kinds(tally.kinds);
  }

  /** The most frequent first, e.g. {@code txt 3, csv 1}. */
  static String kinds(Map<String, Long> kinds) {
    Comparator<Map.Entry<String, Long>> order =
        Map.Entry.<String, Long>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey());
    String text =
        kinds.entrySet().stream()
            .sorted(order)
            .limit(KINDS)
            .map(kind -> Text.of("%s %d", PathNames.printable(kind.getKey()), kind.getValue()))
            .collect(Collectors.joining(", "));
    return kinds.size() > KINDS ? text + ", ..." : text;
  }
}
