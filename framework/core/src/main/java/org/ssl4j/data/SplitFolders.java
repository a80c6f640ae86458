package org.ssl4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ssl4j.data.FolderWalk.Found;
import org.ssl4j.text.Text;

/**
 * The folders {@code train} (or {@code training}) and {@code test}, {@code testing}, {@code val},
 * {@code valid} or {@code validation}, in any case, at the top of the directory or of the one
 * folder that holds everything.
 *
 * <p>Of several test folders the first in this order counts whose folders are classes of {@code
 * train}. Alone, {@code train} is taken for the whole data set if it has folders of its own or
 * nothing lies beside it; otherwise it is a class among others, which is what vehicles need.
 *
 * @param train files to train on, or all
 * @param test files held out; null if there is no folder for them
 * @param trainName the folder's name; null if there is none
 * @param testName the folder's name; null if there is none
 * @param unused folders beside the splits, and how many images lie in them
 * @param notes what was chosen, where there was a choice
 */
record SplitFolders(
    List<Found> train,
    List<Found> test,
    String trainName,
    String testName,
    Map<String, Long> unused,
    List<String> notes) {

  private static final List<String> TRAIN = List.of("train", "training");
  private static final List<String> TEST = List.of("test", "testing", "val", "valid", "validation");
  private static final String TOP = ".";

  static SplitFolders of(List<Found> all) {
    List<Found> inner = withoutWrapper(all);
    Map<String, List<Found>> folders = byTop(inner);
    String train = first(folders.keySet(), TRAIN);
    if (train == null) {
      return whole(all);
    }
    List<String> tests = TEST.stream().flatMap(name -> named(folders.keySet(), name)).toList();
    if (tests.isEmpty()) {
      return alone(all, folders, train);
    }
    String test = best(tests, folders, train);
    List<String> notes = new ArrayList<>();
    if (tests.size() > 1) {
      notes.add(
          Text.of(
              "several folders could hold the held-out images: %s; %s/ is used",
              tests.stream().map(name -> name + "/").collect(Collectors.joining(", ")), test));
    }
    return new SplitFolders(
        below(folders.get(train)),
        below(folders.get(test)),
        train,
        test,
        others(folders, Set.of(train, test)),
        notes);
  }

  private static SplitFolders whole(List<Found> all) {
    return new SplitFolders(all, null, null, null, Map.of(), List.of());
  }

  private static SplitFolders alone(
      List<Found> all, Map<String, List<Found>> folders, String train) {
    boolean nothingBeside = folders.size() == 1;
    boolean hasFolders =
        folders.get(train).stream().anyMatch(found -> parts(found.relative()).length > 2);
    if (!nothingBeside && !hasFolders) {
      return whole(all);
    }
    return new SplitFolders(
        below(folders.get(train)), null, train, null, others(folders, Set.of(train)), List.of());
  }

  /** The first whose folders are all folders of {@code train}; the first if there is none. */
  private static String best(List<String> tests, Map<String, List<Found>> folders, String train) {
    Set<String> classes = byTop(below(folders.get(train))).keySet();
    for (String test : tests) {
      if (classes.containsAll(byTop(below(folders.get(test))).keySet())) {
        return test;
      }
    }
    return tests.get(0);
  }

  /** Names that are one of those wanted but for their case; the plain spelling first. */
  private static java.util.stream.Stream<String> named(Set<String> names, String wanted) {
    return names.stream()
        .filter(name -> name.toLowerCase(Locale.ROOT).equals(wanted))
        .sorted((a, b) -> Boolean.compare(b.equals(wanted), a.equals(wanted)));
  }

  private static String first(Set<String> names, List<String> wanted) {
    return wanted.stream().flatMap(name -> named(names, name)).findFirst().orElse(null);
  }

  /** As long as everything lies in one folder that is no split, that folder is left out. */
  private static List<Found> withoutWrapper(List<Found> all) {
    List<Found> files = all;
    Map<String, List<Found>> folders = byTop(files);
    while (folders.size() == 1
        && !folders.containsKey(TOP)
        && first(folders.keySet(), TRAIN) == null) {
      files = below(files);
      folders = byTop(files);
    }
    return files;
  }

  private static Map<String, List<Found>> byTop(List<Found> files) {
    var byTop = new TreeMap<String, List<Found>>();
    for (Found found : files) {
      int slash = found.relative().indexOf('/');
      String top = slash < 0 ? TOP : found.relative().substring(0, slash);
      byTop.computeIfAbsent(top, ignored -> new ArrayList<>()).add(found);
    }
    return byTop;
  }

  private static List<Found> below(List<Found> files) {
    return files.stream()
        .map(
            found ->
                new Found(
                    found.path(), found.relative().substring(found.relative().indexOf('/') + 1)))
        .toList();
  }

  private static Map<String, Long> others(Map<String, List<Found>> folders, Set<String> used) {
    var others = new TreeMap<String, Long>();
    folders.forEach(
        (name, files) -> {
          if (!used.contains(name)) {
            others.put(name, (long) files.size());
          }
        });
    return others;
  }

  private static String[] parts(String relative) {
    return relative.split("/", -1);
  }
}
