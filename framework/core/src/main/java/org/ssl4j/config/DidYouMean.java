package org.ssl4j.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses the word that was meant by a mistyped one. */
public final class DidYouMean {
  /** A longer word may hold more slips; below this share two words are merely similar. */
  private static final int LETTERS_PER_SLIP = 4;

  private static final int SLIPS_IN_A_SHORT_WORD = 2;

  private DidYouMean() {}

  /** The closest candidate, if one is close; case, hyphens and underscores do not count. */
  public static Optional<String> closest(String word, Collection<String> candidates) {
    String typed = normal(word);
    int limit =
        Math.min(
            typed.length() - 1, Math.max(SLIPS_IN_A_SHORT_WORD, typed.length() / LETTERS_PER_SLIP));
    if (limit < 0) {
      return Optional.empty();
    }
    var distance = new LevenshteinDistance(limit);
    record Candidate(String word, int distance) {}
    return candidates.stream()
        .map(candidate -> new Candidate(candidate, distance.apply(typed, normal(candidate))))
        .filter(candidate -> candidate.distance() >= 0)
        .min(Comparator.comparingInt(Candidate::distance))
        .map(Candidate::word);
  }

  /** The clause {@code ; did you mean "word"?}, or nothing but a full stop. */
  public static String hint(String word, Collection<String> candidates) {
    return closest(word, candidates)
        .map(candidate -> "; did you mean \"" + candidate + "\"?")
        .orElse(".");
  }

  /** The hint and then all there is to choose from: {@code ; did you mean "word"? Known: a, b.} */
  public static String hintAndKnown(String word, Collection<String> known) {
    return hint(word, known) + " Known: " + String.join(", ", known) + ".";
  }

  private static String normal(String word) {
    return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }
}
