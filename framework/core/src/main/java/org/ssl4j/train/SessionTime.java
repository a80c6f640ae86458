package org.ssl4j.train;

import org.ssl4j.text.Text;

/** How long a process may train before it stops with a checkpoint. */
final class SessionTime {

  private static final double NANOS_PER_MINUTE = 60e9;

  private final Double minutes;
  private long begun;
  private boolean advanced;

  /**
   * @param minutes or null for no limit
   */
  SessionTime(Double minutes) {
    this.minutes = minutes;
  }

  /** Training begins now. */
  void begin() {
    begun = System.nanoTime();
  }

  /** A step or a measurement was made. */
  void advance() {
    advanced = true;
  }

  /** Never before the session has got on, or a run in short sessions would not end. */
  boolean over() {
    return minutes != null && advanced && System.nanoTime() - begun >= minutes * NANOS_PER_MINUTE;
  }

  String sentence(long step) {
    return Text.of(
        "stopped after step %d: the %s minutes of schedule.stopAfterMinutes are over",
        step, minutes);
  }
}
