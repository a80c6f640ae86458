package org.ssl4j.network;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * What {@code ssl4j gpu} has to know of a machine's graphics cards; found through {@link
 * ServiceLoader}, because only the engine that runs on them can tell.
 */
public interface CardInspection {

  /**
   * What was found.
   *
   * @param lines for people: driver, cards, libraries and where they lie
   * @param unusable why no card can be used, in one clause that says what to do; empty if one can
   */
  record Findings(List<String> lines, Optional<String> unusable) {
    public Findings {
      lines = List.copyOf(lines);
    }
  }

  /** Looks at this machine. */
  Findings inspect();

  /** The engine that runs on a card, or the one that emulates it. */
  String engine(boolean emulated);

  /**
   * The one on the class path.
   *
   * @throws IllegalStateException if there is none
   */
  static CardInspection find() {
    return ServiceLoader.load(CardInspection.class)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no inspection of cards is on the class path"));
  }
}
