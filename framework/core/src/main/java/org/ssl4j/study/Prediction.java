package org.ssl4j.study;

import java.util.List;

/**
 * What a source says will happen.
 *
 * @param statement in words
 * @param source paper, section, table
 * @param expectations rules that hold if it came true
 */
public record Prediction(String statement, String source, List<Expectation> expectations) {

  public Prediction {
    expectations = List.copyOf(expectations);
  }

  /**
   * A rule about some cells.
   *
   * @param cells as written
   * @param cellIds ids of the cells named
   * @param rule what must hold in each of them
   */
  public record Expectation(String cells, List<String> cellIds, Rule rule) {

    /** The rule in words. */
    String text() {
      return cells + ": " + rule.text();
    }
  }
}
