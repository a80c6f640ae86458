package org.ssl4j.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ssl4j.error.DataException;
import org.ssl4j.random.CounterRandom;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Which files of a directory are images, of which class and split; nothing is decoded yet.
 *
 * <p>{@link SplitFolders} says which folders are the splits. Without them a share of each class is
 * held out, chosen by a hash of the relative path, so that adding files moves no other file to the
 * other side. An image's class is the top folder that it lies in, at any depth; folders that hold
 * everything are passed through first. Images all in one folder have no class.
 *
 * @param train training files, sorted by relative path
 * @param test held-out files, sorted by relative path
 * @param classNames sorted; empty when unlabelled
 * @param files every file below the directory that was looked at
 * @param notes what a user should know about splits and classes, one sentence each
 * @param account every file that is not among the images so far
 * @param holdOut what was held out of each class; null when the folders say it
 */
record FolderScan(
    List<Entry> train,
    List<Entry> test,
    List<String> classNames,
    long files,
    List<String> notes,
    FileAccount account,
    HoldOut holdOut) {

  /** Classes without held-out images that a note names. */
  private static final int NAMED = 10;

  /** One image file: its place below its split's directory, with {@code /}, and its class. */
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
    var account = new FileAccount();
    var walk = FolderWalk.of(root, account);
    if (walk.candidates().isEmpty()) {
      throw noImage(root, account);
    }
    return new Sorting(root, walk, account).sort(testFraction);
  }

  private static void checkDirectory(Path root) {
    if (!Files.isDirectory(root)) {
      throw new DataException(
          Text.of(
              "%s is not a directory; set data.root to the directory of your images.",
              PathNames.printable(root)));
    }
    try (Stream<Path> content = Files.list(root)) {
      if (content.findAny().isEmpty()) {
        throw new DataException(
            Text.of(
                "%s is empty; set data.root to the directory of your images.",
                PathNames.printable(root)));
      }
    } catch (IOException e) {
      throw new DataException(
          Text.of(
              "%s cannot be read (%s); check its permissions.",
              PathNames.printable(root), DurableFiles.reason(e)),
          e);
    }
  }

  private static DataException noImage(Path root, FileAccount account) {
    return new DataException(
        Text.of(
            "%s holds no image (JPEG, PNG, BMP, WebP, TIFF, GIF or PNM). It holds %s. Set data.root to the"
                + " directory of your images.",
            PathNames.printable(root),
            account.count() == 0 ? "only folders" : String.join("; ", account.lines())));
  }

  /** One pass over the files that were found. */
  private static final class Sorting {
    private final Path root;
    private final FolderWalk walk;
    private final FileAccount account;
    private final long files;
    private final List<String> notes = new ArrayList<>();

    Sorting(Path root, FolderWalk walk, FileAccount account) {
      this.root = root;
      this.walk = walk;
      this.account = account;
      files = walk.candidates().size() + account.count();
    }

    FolderScan sort(double testFraction) {
      if (walk.byContentOnly() > 0) {
        notes.add(
            Text.of(
                "images recognised by their content, not by an extension: %d",
                walk.byContentOnly()));
      }
      var splits = SplitFolders.of(walk.candidates());
      splits.unused().forEach((folder, n) -> account.add(Leftover.UNUSED_FOLDER, folder + "/", n));
      notes.addAll(splits.notes());
      ClassFolders classes = ClassFolders.of(splits.train());
      if (splits.test() == null) {
        notes.addAll(classes.notes(""));
        return heldOut(classes.entries(account), classes.names(), testFraction);
      }
      return separate(classes, splits);
    }

    private FolderScan heldOut(List<Entry> entries, List<String> classNames, double testFraction) {
      var byClass = new TreeMap<String, List<Entry>>();
      for (Entry entry : entries) {
        byClass
            .computeIfAbsent(
                classNames.isEmpty() ? "" : entry.folder(), ignored -> new ArrayList<>())
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
      noteClassesWithout(test, classNames, "each has a single image, which is a training image");
      return result(train, test, classNames, holdOut);
    }

    /** A class that is only trained on is never scored, so its name is said. */
    private void noteClassesWithout(List<Entry> test, List<String> classNames, String reason) {
      var scored = test.stream().map(Entry::folder).collect(Collectors.toSet());
      List<String> missing = classNames.stream().filter(name -> !scored.contains(name)).toList();
      if (!missing.isEmpty()) {
        notes.add(
            Text.of(
                "%d of %d classes have no held-out image and are not scored (%s): %s%s",
                missing.size(),
                classNames.size(),
                reason,
                missing.stream()
                    .limit(NAMED)
                    .map(PathNames::printable)
                    .collect(Collectors.joining(", ")),
                missing.size() > NAMED ? ", ..." : ""));
      }
    }

    private FolderScan result(
        List<Entry> train, List<Entry> test, List<String> classNames, HoldOut holdOut) {
      return new FolderScan(train, test, classNames, files, List.copyOf(notes), account, holdOut);
    }

    private FolderScan separate(ClassFolders classes, SplitFolders splits) {
      ClassFolders held = classes.like(splits.test());
      boolean labelled = !classes.names().isEmpty() && held.hasClasses();
      if (!classes.names().isEmpty() && !labelled) {
        notes.add(
            Text.of(
                "no image counts as labelled, because the images of %s/ do not lie in class folders",
                splits.testName()));
        return result(classes.unlabelled(), held.unlabelled(), List.of(), null);
      }
      notes.addAll(classes.notes(splits.trainName() + "/"));
      if (!labelled) {
        return result(classes.unlabelled(), held.unlabelled(), List.of(), null);
      }
      for (String name : held.folders()) {
        if (!classes.names().contains(name)) {
          throw new DataException(
              Text.of(
                  "%s has the class folder '%s', but %s/ does not; give both the same class folders.",
                  PathNames.printable(root.resolve(splits.testName())),
                  PathNames.printable(name),
                  splits.trainName()));
        }
      }
      List<Entry> train = classes.entries(account);
      List<Entry> test = held.labelled(account);
      noteClassesWithout(
          test,
          classes.names(),
          Text.of("their folder in %s/ is missing or empty", splits.testName()));
      return result(train, test, classes.names(), null);
    }
  }

  /** A folder's name as a class: the same whether accents are letters of their own or not. */
  static String className(String folder) {
    return Normalizer.normalize(folder, Normalizer.Form.NFC);
  }
}
