package org.ssl4j.augment;

import java.util.List;

/** A batch that workers are filling. All methods but the getters need the loader's lock. */
final class PendingBatch {
  /** Samples a worker takes at once: few, so that all share one batch; not one, for the lock. */
  private static final int CHUNK = 8;

  private final int epoch;
  private final int step;
  private final int[] indices;
  private final List<ViewBatch.Stack> groups;
  private int claimed;
  private int finished;
  private Failure failure;

  /** The first thing that went wrong, and with which image. */
  record Failure(int image, Throwable cause) {}

  PendingBatch(int epoch, int step, int[] indices, List<ViewBatch.Stack> groups) {
    this.epoch = epoch;
    this.step = step;
    this.indices = indices;
    this.groups = groups;
  }

  int epoch() {
    return epoch;
  }

  int step() {
    return step;
  }

  int[] indices() {
    return indices;
  }

  List<ViewBatch.Stack> groups() {
    return groups;
  }

  /** Takes the next samples; returns the first of them, or -1 when none is left. */
  int claim() {
    if (claimed >= indices.length || failure != null) {
      return -1;
    }
    int from = claimed;
    claimed = claimEnd(from);
    return from;
  }

  /** End (exclusive) of the samples claimed from this one on. */
  int claimEnd(int from) {
    return Math.min(indices.length, from + CHUNK);
  }

  /** Records claimed samples as made, or as failed; returns whether the consumer can go on. */
  boolean finish(int from, Failure why) {
    finished += claimEnd(from) - from;
    if (failure == null) {
      failure = why;
    }
    return isDone();
  }

  boolean isDone() {
    return finished == indices.length || failure != null;
  }

  Failure failure() {
    return failure;
  }
}
