package org.ssl4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ssl4j.data.ImageSet;

/** Which images of a set stand for all of it: all different, and of every class in turn. */
final class ImageChoice {

  private ImageChoice() {}

  /**
   * Different images, one of each class in turn, those of a class evenly spaced over it.
   *
   * @param count at most as many as the set has are chosen
   */
  static List<Integer> of(ImageSet images, int count) {
    Map<Integer, List<Integer>> classes = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      classes.computeIfAbsent(images.label(i), label -> new ArrayList<>()).add(i);
    }
    int wanted = Math.min(count, images.size());
    Map<Integer, Integer> shares = shares(classes, wanted);
    List<Integer> chosen = new ArrayList<>(wanted);
    for (int turn = 0; chosen.size() < wanted; turn++) {
      for (var entry : classes.entrySet()) {
        int share = shares.get(entry.getKey());
        if (turn < share) {
          List<Integer> members = entry.getValue();
          chosen.add(members.get((int) ((long) turn * members.size() / share)));
        }
      }
    }
    return chosen;
  }

  /** How many of each class: one more in turn as long as it has one more. */
  private static Map<Integer, Integer> shares(Map<Integer, List<Integer>> classes, int wanted) {
    Map<Integer, Integer> shares = new TreeMap<>();
    classes.keySet().forEach(label -> shares.put(label, 0));
    int left = wanted;
    while (left > 0) {
      for (var entry : classes.entrySet()) {
        int share = shares.get(entry.getKey());
        if (left > 0 && share < entry.getValue().size()) {
          shares.put(entry.getKey(), share + 1);
          left--;
        }
      }
    }
    return shares;
  }
}
