package org.ssl4j.run;

/** Lengths of time for people. */
public final class Durations {

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Durations() {}

  /** In one or two units: {@code 40 s}, {@code 12 min}, {@code 3 h 20 min}, {@code 2 d 4 h}. */
  public static String text(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 2 * MINUTE) {
      return whole + " s";
    }
    long minutes = Math.round(seconds / MINUTE);
    if (minutes < 2 * HOUR / MINUTE) {
      return minutes + " min";
    }
    if (minutes < 2 * DAY / MINUTE) {
      return two(minutes, HOUR / MINUTE, " h", " min");
    }
    return two(Math.round(seconds / HOUR), DAY / HOUR, " d", " h");
  }

  private static String two(long amount, long unit, String large, String small) {
    long rest = amount % unit;
    return amount / unit + large + (rest == 0 ? "" : " " + rest + small);
  }
}
