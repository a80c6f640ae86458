package org.ssl4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ssl4j.text.Text;

/**
 * What became of every file below the directory, in the same words wherever it is said: the images
 * by format, the other files by reason, and what was done to the images that a user should know.
 */
final class FolderSummary {
  private static final String INDENT = "  ";
  private static final int CLASSES_SHOWN = 10;

  private final Path root;
  private final FolderScan scan;
  private final FileAccount account;
  private final FolderOpening train;
  private final FolderOpening test;
  private final boolean cached;

  FolderSummary(
      Path root,
      FolderScan scan,
      FileAccount account,
      FolderOpening train,
      FolderOpening test,
      boolean cached) {
    this.cached = cached;
    this.root = root;
    this.scan = scan;
    this.account = account;
    this.train = train;
    this.test = test;
  }

  /**
   * @param messages lines that the image libraries printed meanwhile
   */
  List<String> lines(BitDepth depth, long messages) {
    List<String> lines = new ArrayList<>();
    long images = train.images() + test.images();
    lines.add(
        Text.of(
            "%s: %s, %d of them used",
            PathNames.printable(root.toString()), Text.count(scan.files(), "file"), images));
    lines.add(
        Text.of(
            "%sused: %d to train on, %d held out (%s)",
            INDENT, train.images(), test.images(), FileAccount.kinds(formats())));
    account.lines().forEach(line -> lines.add(INDENT + "not used, " + line));
    lines.add(INDENT + classes());
    addClassesWithoutImages(lines);
    scan.notes().forEach(note -> lines.add(INDENT + note));
    depth.note().ifPresent(note -> lines.add(INDENT + note));
    addBackgrounds(lines);
    addCopies(lines);
    if (messages > 0) {
      lines.add(
          Text.of(
              "%swarnings of the image libraries about damaged or unusual files: %d, such as: %s",
              INDENT, messages, LibraryMessages.example()));
    }
    return lines;
  }

  private Map<String, Long> formats() {
    var formats = new TreeMap<>(train.formats());
    test.formats().forEach((format, count) -> formats.merge(format, count, Long::sum));
    return formats;
  }

  private Map<String, Long> classCounts() {
    Map<String, Long> counts = train.classCounts();
    test.classCounts().forEach((name, count) -> counts.merge(name, count, Long::sum));
    return counts;
  }

  private void addClassesWithoutImages(List<String> lines) {
    Map<String, Long> counts = classCounts();
    List<String> without =
        scan.classNames().stream()
            .filter(name -> !counts.containsKey(name))
            .map(PathNames::printable)
            .toList();
    if (!without.isEmpty()) {
      lines.add(
          Text.of(
              "%sclasses without an image that is used: %d (%s%s)",
              INDENT,
              without.size(),
              String.join(", ", without.subList(0, Math.min(CLASSES_SHOWN, without.size()))),
              without.size() > CLASSES_SHOWN ? ", ..." : ""));
    }
  }

  private String classes() {
    if (scan.classNames().isEmpty()) {
      return "classes: none, the images are unlabelled";
    }
    Map<String, Long> counts = classCounts();
    String names =
        scan.classNames().stream()
            .limit(CLASSES_SHOWN)
            .map(name -> Text.of("%s %d", PathNames.printable(name), counts.getOrDefault(name, 0L)))
            .collect(Collectors.joining(", "));
    String more = scan.classNames().size() > CLASSES_SHOWN ? ", ..." : "";
    return Text.of("classes: %d (%s%s)", scan.classNames().size(), names, more);
  }

  private void addBackgrounds(List<String> lines) {
    var kinds = new EnumMap<Background.Kind, Long>(Background.Kind.class);
    for (FolderOpening split : List.of(train, test)) {
      split.backgrounds().forEach((kind, count) -> kinds.merge(kind, count, Long::sum));
    }
    if (kinds.isEmpty()) {
      return;
    }
    long all = kinds.values().stream().mapToLong(Long::longValue).sum();
    String text =
        kinds.entrySet().stream()
            .map(kind -> Text.of("%s %d", kind.getKey().text(), kind.getValue()))
            .collect(Collectors.joining(", "));
    lines.add(Text.of("%simages with transparent parts: %d; background: %s", INDENT, all, text));
  }

  /**
   * Images that are in the set twice; {@link SharedImages} finds those on both sides of the split.
   */
  private void addCopies(List<String> lines) {
    long[] trained = train.pixelSums().sorted().toArray();
    long[] held = test.pixelSums().sorted().toArray();
    long different =
        LongStream.concat(Arrays.stream(trained), Arrays.stream(held)).distinct().count();
    long copies = trained.length + held.length - different;
    if (copies > 0) {
      lines.add(Text.of("%simages with the same pixels as another image: %d", INDENT, copies));
    }
    // Of images in memory it is said wherever they are used.
    long shared =
        cached
            ? 0
            : Arrays.stream(held).filter(sum -> Arrays.binarySearch(trained, sum) >= 0).count();
    if (shared > 0) {
      lines.add(
          Text.of(
              "%sheld-out images that are also trained on: %d; scores on them are too high",
              INDENT, shared));
    }
  }
}
