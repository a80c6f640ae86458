package org.ssl4j.interchange;

/**
 * Classes, one for each row of the embeddings.
 *
 * @param classes numbered from 0 in the order in which they appear; {@link #UNLABELLED} for a row
 *     without a class
 * @param source where they are from, for people: {@code column "label"}
 */
public record Labels(int[] classes, String source) {

  /** Stands for the class of a row that has none. */
  public static final int UNLABELLED = -1;
}
