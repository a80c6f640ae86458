package org.ssl4j.data;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.split.FileSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Which files of a directory are images, of which class and split; nothing is decoded yet.
 *
 * <p>With {@code train/} and one of {@code test/}, {@code val/}, {@code validation/} below the
 * directory, these are the splits. Otherwise a share of each class is held out, chosen by a hash of
 * the relative path, so that adding files moves no other file to the other side. Classes are the
 * names of the folders that hold the images; images that lie in the directory itself, or all in one
 * folder, have none.
 *
 * @param train training files, sorted by relative path
 * @param test held-out files, sorted by relative path
 * @param classNames sorted; empty when unlabelled
 * @param holdOut what was held out of each class; null when the folders say it
 */
record FolderScan(List<Entry> train, List<Entry> test, List<String> classNames, HoldOut holdOut) {
  private static final Logger LOG = LoggerFactory.getLogger(FolderScan.class);
  private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "bmp");

  /** Classes without held-out images that a warning names. */
  private static final int NAMED = 10;

  private static final List<String> TEST_FOLDERS = List.of("test", "val", "validation");

  /** One image file: its place below the directory, with {@code /}, and its folder's name. */
  record Entry(Path file, String relative, String folder) {

    /** A number that depends on the relative path only, and spreads like a random one. */
    long spread() {
      long hash = 0xCBF29CE484222325L;
      for (byte b : relative.getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
      }
      return CounterRandom.mix(hash);
    }
  }

  /**
   * Scans a directory.
   *
   * @param testFraction share of each class that is held out when there are no split folders
   * @throws DataException if the directory is missing, empty, holds no image or only half a split
   */
  static FolderScan of(Path root, double testFraction) {
    checkDirectory(root);
    Path trainFolder = root.resolve("train");
    List<Path> testFolders =
        TEST_FOLDERS.stream().map(root::resolve).filter(Files::isDirectory).toList();
    if (!Files.isDirectory(trainFolder)) {
      return heldOut(find(root), testFraction);
    }
    if (testFolders.isEmpty()) {
      return heldOut(find(trainFolder), testFraction);
    }
    return separate(find(trainFolder), find(testFolders.get(0)), testFolders.get(0));
  }

  private static void checkDirectory(Path root) {
    if (!Files.isDirectory(root)) {
      throw new DataException(
          Text.of(
              "%s is not a directory; set data.root to the directory of your images.",
              root.toAbsolutePath()));
    }
    try (Stream<Path> content = Files.list(root)) {
      if (content.findAny().isEmpty()) {
        throw new DataException(
            Text.of(
                "%s is empty; set data.root to the directory of your images.",
                root.toAbsolutePath()));
      }
    } catch (IOException e) {
      throw new DataException(
          Text.of(
              "%s cannot be read (%s); check its permissions.",
              root.toAbsolutePath(), DurableFiles.reason(e)),
          e);
    }
  }

  private static List<Entry> find(Path directory) {
    var labels = new ParentPathLabelGenerator();
    List<Entry> entries = new ArrayList<>();
    for (URI location : new FileSplit(directory.toFile()).locations()) {
      Path file = Path.of(location);
      if (isImage(file)) {
        String relative =
            directory
                .toAbsolutePath()
                .relativize(file.toAbsolutePath())
                .toString()
                .replace('\\', '/');
        String folder = relative.contains("/") ? labels.getLabelForPath(location).toString() : "";
        entries.add(new Entry(file, relative, folder));
      }
    }
    if (entries.isEmpty()) {
      throw new DataException(
          Text.of(
              "%s holds no JPEG, PNG or BMP file; set data.root to the directory of your images.",
              directory.toAbsolutePath()));
    }
    entries.sort(Comparator.comparing(Entry::relative));
    return entries;
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    // Hidden files are thumbnails and resource forks that bear the names of images.
    return !name.startsWith(".") && EXTENSIONS.contains(extension);
  }

  private static FolderScan heldOut(List<Entry> entries, double testFraction) {
    List<String> classNames = classNames(entries);
    var byClass = new TreeMap<String, List<Entry>>();
    for (Entry entry : entries) {
      byClass
          .computeIfAbsent(classNames.isEmpty() ? "" : entry.folder(), ignored -> new ArrayList<>())
          .add(entry);
    }
    List<Entry> train = new ArrayList<>();
    List<Entry> test = new ArrayList<>();
    var holdOut =
        new HoldOut(byClass.values().stream().mapToInt(List::size).toArray(), testFraction);
    for (List<Entry> members : byClass.values()) {
      members.sort(Comparator.comparingLong(Entry::spread));
      int held = holdOut.of(members.size());
      test.addAll(members.subList(0, held));
      train.addAll(members.subList(held, members.size()));
    }
    train.sort(Comparator.comparing(Entry::relative));
    test.sort(Comparator.comparing(Entry::relative));
    warnOfClassesWithout(test, classNames, "they have one image each, which is trained on");
    return new FolderScan(train, test, classNames, holdOut);
  }

  /** A class that is only trained on is never scored, so its name is said. */
  private static void warnOfClassesWithout(
      List<Entry> test, List<String> classNames, String reason) {
    var scored = test.stream().map(Entry::folder).collect(Collectors.toSet());
    List<String> missing = classNames.stream().filter(name -> !scored.contains(name)).toList();
    if (!missing.isEmpty()) {
      LOG.warn(
          "{} of {} classes have no held-out image and are not scored ({}): {}",
          missing.size(),
          classNames.size(),
          reason,
          String.join(", ", missing.subList(0, Math.min(NAMED, missing.size())))
              + (missing.size() > NAMED ? ", ..." : ""));
    }
  }

  private static FolderScan separate(List<Entry> train, List<Entry> test, Path testFolder) {
    List<String> classNames = classNames(train);
    List<String> testFolders = test.stream().map(Entry::folder).distinct().sorted().toList();
    if (classNames.isEmpty()) {
      return new FolderScan(train, test, List.of(), null);
    }
    if (testFolders.contains("")) {
      LOG.warn(
          "some images of {} lie outside of class folders, so no image counts as labelled",
          testFolder);
      return new FolderScan(train, test, List.of(), null);
    }
    for (String name : testFolders) {
      if (!classNames.contains(name)) {
        throw new DataException(
            Text.of(
                "%s has the class folder '%s' that train/ does not have; give both the same class folders.",
                testFolder.toAbsolutePath(), name));
      }
    }
    warnOfClassesWithout(
        test, classNames, Text.of("their folder in %s is missing or empty", testFolder));
    return new FolderScan(train, test, classNames, null);
  }

  private static List<String> classNames(List<Entry> entries) {
    List<String> names = entries.stream().map(Entry::folder).distinct().sorted().toList();
    if (names.size() < 2) {
      return List.of();
    }
    if (names.contains("")) {
      LOG.warn("some images lie outside of the class folders, so no image counts as labelled");
      return List.of();
    }
    return names;
  }
}
