package org.ssl4j.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ssl4j.text.Text;

/**
 * How many images of each class are held out for measuring.
 *
 * <p>A share of every class, but at least one image of a class that has two: a class that only the
 * training images have makes every score too good.
 *
 * @param classSizes images of each class; one number for images without classes
 * @param fraction share to hold out, {@code data.testFraction}
 */
public record HoldOut(int[] classSizes, double fraction) {

  /** With fewer held-out images, scores and ranks are mostly chance. */
  static final int ENOUGH = 50;

  /** Fewest images whose geometry can be measured, and fewest to train on. */
  static final int FEWEST_HELD = 4;

  static final int FEWEST_TRAINED = 2;

  /** Largest share that is taken from training to reach {@link #ENOUGH}. */
  private static final double LARGEST_SHARE = 0.2;

  private static final double STEP = 0.05;
  private static final double MOST = 0.9;
  private static final double HUNDREDTHS = 100;

  /** Images of a class of this size to hold out. */
  public int of(int classSize) {
    return held(classSize, fraction);
  }

  private static int held(int classSize, double fraction) {
    int wanted = (int) Math.rint(classSize * fraction);
    return Math.max(Math.min(1, classSize - 1), Math.min(classSize - 1, wanted));
  }

  private int total(double share) {
    return Arrays.stream(classSizes).map(size -> held(size, share)).sum();
  }

  private int images() {
    return Arrays.stream(classSizes).sum();
  }

  private boolean works(double share) {
    int held = total(share);
    return held >= FEWEST_HELD && images() - held >= FEWEST_TRAINED;
  }

  /** A larger share where this one holds out too few images to measure well. */
  OptionalDouble better() {
    if (total(fraction) < ENOUGH && fraction < LARGEST_SHARE) {
      double share =
          Math.min(LARGEST_SHARE, Math.ceil(HUNDREDTHS * ENOUGH / images()) / HUNDREDTHS);
      if (total(share) > total(fraction) && works(share)) {
        return OptionalDouble.of(share);
      }
    }
    return works(fraction) ? OptionalDouble.empty() : workable();
  }

  /** The nearest share, in steps of 0.05, that leaves enough on both sides. */
  private OptionalDouble workable() {
    double best = Double.NaN;
    for (int i = 1; i * STEP <= MOST; i++) {
      double share = Math.rint(i * STEP * HUNDREDTHS) / HUNDREDTHS;
      boolean nearer = Double.isNaN(best) || Math.abs(share - fraction) < Math.abs(best - fraction);
      if (works(share) && nearer) {
        best = share;
      }
    }
    return Double.isNaN(best) ? OptionalDouble.empty() : OptionalDouble.of(best);
  }

  /** What is wrong with the share as a clause after its name, and what to do. */
  Optional<String> unusable() {
    if (works(fraction)) {
      return Optional.empty();
    }
    int held = total(fraction);
    String counts =
        Text.of(
            "is %s, which holds out %d of %d images and leaves %d to train on; at least %d and %d are needed, ",
            fraction, held, images(), images() - held, FEWEST_HELD, FEWEST_TRAINED);
    var share = workable();
    return Optional.of(
        counts
            + (share.isPresent() ? Text.of("so use %s.", share.getAsDouble()) : "so add images."));
  }
}
