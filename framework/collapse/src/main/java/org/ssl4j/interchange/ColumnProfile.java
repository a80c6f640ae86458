package org.ssl4j.interchange;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What the values of one column of a table have in common, taken in one pass and little memory. */
final class ColumnProfile {

  /** More different words than this are as many as rows, for all that is decided by it. */
  private static final int MOST_WORDS = 100_000;

  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d.*|\\d\\d?[./]\\d\\d?[./]\\d{4}.*");

  /** A number in a form that is not read: thousands, another decimal sign, a unit, a bracket. */
  private static final Pattern NUMBER_LIKE =
      Pattern.compile(
          "[\\[({]*[-+\u2212]?[\\d.,' %]*\\d[\\d.,' %]*([eEdD][-+\u2212]?\\d+)?[\\])}]*");

  private static final Pattern LEADING_ZERO = Pattern.compile("-?0\\d+|-0");

  private final Set<Long> different = new HashSet<>();
  private long numbers;
  private long words;
  private long missing;
  private boolean whole = true;
  private boolean byOne = true;
  private boolean increasing = true;
  private boolean decreasing = true;
  private boolean blank = true;
  private boolean lists;
  private boolean numberLike = true;
  private String leadingZero;
  private boolean dates = true;
  private double first = Double.NaN;
  private double previous = Double.NaN;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private long mixed;
  private String badField;
  private long badLine;

  /**
   * @param field as it stands
   * @param number its value, NaN if it is no number
   * @param line where
   */
  void add(String field, double number, long line) {
    if (!Double.isNaN(number)) {
      addNumber(number);
      noteZero(field);
    } else if (LabelBuilder.missing(field)) {
      missing++;
      blank &= field.isEmpty();
    } else {
      if (words++ == 0) {
        badField = field;
        badLine = line;
      }
      lists |= field.startsWith("[") && field.endsWith("]");
      dates = dates && DATE.matcher(field).matches();
      numberLike = numberLike && NUMBER_LIKE.matcher(field).matches();
      if (different.size() < MOST_WORDS) {
        different.add(hash(field));
      }
    }
  }

  private void noteZero(String field) {
    if (leadingZero == null && whole && LEADING_ZERO.matcher(field).matches()) {
      leadingZero = field;
    }
  }

  private void addNumber(double number) {
    if (numbers++ == 0) {
      first = number;
    } else {
      order(previous, number);
    }
    previous = number;
    value(number);
  }

  private void order(double before, double after) {
    byOne &= after == before + 1;
    increasing &= after > before;
    decreasing &= after < before;
  }

  private void value(double number) {
    whole &= number == Math.rint(number) && Math.abs(number) < 1L << 53;
    least = Math.min(least, number);
    most = Math.max(most, number);
    mixed += mix((long) number);
  }

  /** Adds the first line's field, after all others. */
  void prepend(String field, double number, long line) {
    if (Double.isNaN(number)) {
      add(field, number, line);
      if (words > 0) {
        badField = field;
        badLine = line;
      }
      return;
    }
    if (numbers++ == 0) {
      previous = number;
    } else {
      order(number, first);
    }
    first = number;
    value(number);
    noteZero(field);
  }

  private static long hash(String word) {
    long hash = word.length();
    for (int i = 0; i < word.length(); i++) {
      hash = mix(hash + word.charAt(i));
    }
    return hash;
  }

  /** SplittableRandom's finalizer: sums of it differ unless the values are the same. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  long numbers() {
    return numbers;
  }

  long words() {
    return words;
  }

  long missing() {
    return missing;
  }

  /** Whether every field is empty; a column of NaN is not. */
  boolean empty() {
    return numbers + words == 0 && blank;
  }

  /** Whether it is a column of words; a few words among numbers are mistakes. */
  boolean wordy() {
    return words > numbers;
  }

  /** Whether all words differ. */
  boolean distinctWords() {
    return different.size() >= Math.min(words, MOST_WORDS);
  }

  boolean lists() {
    return lists;
  }

  boolean dates() {
    return words > 0 && dates;
  }

  boolean whole() {
    return numbers > 0 && whole;
  }

  boolean constant() {
    return least == most;
  }

  boolean monotone() {
    return numbers > 1 && (increasing || decreasing);
  }

  /** Whether the values count the rows one by one. */
  boolean counts() {
    return whole() && missing == 0 && numbers > 1 && byOne;
  }

  /** Whether the values are consecutive whole numbers in another order. */
  boolean shuffledCount() {
    if (!whole() || missing > 0 || most - least != numbers - 1.0) {
      return false;
    }
    long expected = 0;
    for (long value = (long) least; value <= (long) most; value++) {
      expected += mix(value);
    }
    return expected == mixed;
  }

  /** Whether all words are numbers in a form that is not read, and no dates. */
  boolean numberLike() {
    return words > 0 && numberLike && !dates;
  }

  /** Whether a word is meant as a number. */
  static boolean numberLike(String word) {
    return NUMBER_LIKE.matcher(word).matches();
  }

  /** A whole number that begins with a needless zero, or null. */
  String leadingZero() {
    return leadingZero;
  }

  double least() {
    return least;
  }

  double most() {
    return most;
  }

  String badField() {
    return badField;
  }

  long badLine() {
    return badLine;
  }
}
