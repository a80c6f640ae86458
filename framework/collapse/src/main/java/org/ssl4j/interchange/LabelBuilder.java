package org.ssl4j.interchange;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ssl4j.error.DataException;
import org.ssl4j.text.OneLine;
import org.ssl4j.text.Text;

/** Gives classes their numbers, whether they are written as numbers or as words. */
final class LabelBuilder {

  /** More are names of images, and would only fill the memory. */
  private static final int MOST_CLASSES = 5_000_000;

  /** The spellings of a missing value by NumPy, pandas and R. */
  private static final Set<String> MISSING =
      Set.of("", "nan", "-nan", "na", "n/a", "<na>", "null", "none", "nat");

  private static final long NOBODY = -1;

  private final String source;
  private final Map<Object, Integer> classes = new HashMap<>();
  private int[] labels = new int[1024];
  private int count;
  private boolean whole = true;

  /**
   * @param source what to call the labels in messages
   */
  LabelBuilder(String source) {
    this.source = OneLine.of(source);
  }

  /** Whether a word stands for a value that is not there. */
  static boolean missing(String word) {
    return MISSING.contains(word.toLowerCase(Locale.ROOT));
  }

  void add(long value) {
    put(value);
  }

  /**
   * @throws DataException if it is a fraction, which no class is
   */
  void add(double value) {
    if (Double.isNaN(value)) {
      append(Labels.UNLABELLED);
    } else if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
      throw new DataException(
          Text.of("%s holds %s; a label is a class: a whole number or a word", source, value));
    } else {
      put((long) value);
    }
  }

  void add(String word) {
    String plain = word.strip();
    if (missing(plain)) {
      append(Labels.UNLABELLED);
      return;
    }
    Long number = number(plain);
    whole &= number != null;
    put(number == null ? plain : number);
  }

  /** 1 and 1.0 are one class; 01 is a word. */
  private static Long number(String word) {
    String plain = word.endsWith(".0") ? word.substring(0, word.length() - 2) : word;
    boolean number = plain.length() <= 18 && plain.matches("-?(0|[1-9][0-9]*)");
    return number ? Long.valueOf(plain) : null;
  }

  private void put(Object key) {
    append(classes.computeIfAbsent(key, unseen -> classes.size()));
    if (classes.size() > MOST_CLASSES) {
      throw new DataException(
          Text.of(
              "%s holds more than %d different values, so they are names, not classes",
              source, MOST_CLASSES));
    }
  }

  private void append(int label) {
    if (count == labels.length) {
      labels = Arrays.copyOf(labels, count + (count >> 1));
    }
    labels[count++] = label;
  }

  int count() {
    return count;
  }

  /** Distinct values so far. */
  int distinct() {
    return classes.size();
  }

  /**
   * The classes. Among whole numbers -1 marks rows without a class, as in scikit-learn; where 1 is
   * the only other value, it is one of two classes.
   *
   * @param notes receives what was decided
   */
  Labels build(List<String> notes) {
    int[] built = Arrays.copyOf(labels, count);
    Integer nobody = whole ? classes.get(NOBODY) : null;
    if (nobody != null) {
      if (classes.size() == 2 && classes.containsKey(1L)) {
        notes.add(source + ": the labels are -1 and 1, and both count as classes");
      } else {
        renumber(built, nobody);
      }
    }
    long unlabelled = Arrays.stream(built).filter(label -> label == Labels.UNLABELLED).count();
    if (unlabelled > 0) {
      notes.add(
          Text.of(
              "%s: %d of %d rows have no label (%s) and take no part in the score",
              source, unlabelled, count, nobody == null ? "no value" : "-1"));
    }
    return new Labels(built, source);
  }

  private static void renumber(int[] labels, int nobody) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == nobody) {
        labels[i] = Labels.UNLABELLED;
      } else if (labels[i] > nobody) {
        labels[i]--;
      }
    }
  }
}
