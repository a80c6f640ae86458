package org.ssl4j.cuda.device;

/**
 * How many threads run a kernel.
 *
 * @param blocks of the grid in x
 * @param parts of the grid in y
 * @param threads of a block
 */
public record LaunchShape(int blocks, int parts, int threads) {

  /** Threads of a block where any number will do. */
  private static final int USUAL = 256;

  public LaunchShape {
    if (blocks < 1 || parts < 1 || threads < 1) {
      throw new IllegalArgumentException("a kernel runs on at least one thread of one block");
    }
  }

  /**
   * One thread for each number, in blocks of the usual size.
   *
   * @param count above 0
   */
  public static LaunchShape each(long count) {
    return new LaunchShape(Math.toIntExact((count + USUAL - 1) / USUAL), 1, USUAL);
  }

  /**
   * Blocks that each reduce some numbers to one.
   *
   * @param numbers of one block; its threads are the smallest power of two that covers them, at
   *     most the usual number
   */
  public static LaunchShape reductions(int blocks, int parts, int numbers) {
    int threads = 1;
    while (threads < numbers && threads < USUAL) {
      threads *= 2;
    }
    return new LaunchShape(blocks, parts, threads);
  }
}
