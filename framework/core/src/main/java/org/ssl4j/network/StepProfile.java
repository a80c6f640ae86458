package org.ssl4j.network;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Where the time of training steps goes, by kind of work.
 *
 * <p>Kernels and the graph bracket their work with {@link #start} and {@link #stop}, which read the
 * clock only while a benchmark records. One thread trains, so one profile is active at a time in
 * the JVM; kernels exist once per layer and network, and handing a profile through all of them
 * would put it into every signature.
 */
public final class StepProfile {

  /** A kind of work. */
  public enum Part {
    CONVOLUTION_FORWARD("convolution forward"),
    CONVOLUTION_BACKWARD_DATA("convolution backward data"),
    CONVOLUTION_BACKWARD_WEIGHTS("convolution backward weights"),
    BATCH_NORM_FORWARD("batch norm forward"),
    BATCH_NORM_BACKWARD("batch norm backward"),
    DENSE_FORWARD("dense forward"),
    DENSE_BACKWARD("dense backward"),
    ADD("add + ReLU"),
    POOL("pooling"),
    REORDER("reorder"),
    /** All of a graph's passes, the kernels above included. */
    GRAPH("graph passes"),
    OBJECTIVE("objective"),
    OPTIMIZER("optimizer"),
    TARGET_UPDATE("EMA and queue"),
    DATA_WAIT("data wait"),
    /** The whole step. */
    STEP("step");

    private final String label;

    Part(String label) {
      this.label = label;
    }

    /** For people. */
    public String label() {
      return label;
    }

    /** Whether it is done by a kernel, inside of {@link #GRAPH}. */
    public boolean kernel() {
      return compareTo(GRAPH) < 0;
    }
  }

  private static StepProfile active;

  private final Map<Part, Tally> tallies = new EnumMap<>(Part.class);

  /** Runs work and records where its time went. */
  public static StepProfile record(Runnable work) {
    if (active != null) {
      throw new IllegalStateException("a profile is being recorded already");
    }
    var profile = new StepProfile();
    active = profile;
    try {
      work.run();
    } finally {
      active = null;
    }
    return profile;
  }

  /** A time to give to {@link #stop}; 0 while nothing is recorded. */
  public static long start() {
    return active == null ? 0 : System.nanoTime();
  }

  /** Counts the time since the start for a kind of work. */
  public static void stop(Part part, long start) {
    if (active != null) {
      var tally = active.tallies.computeIfAbsent(part, key -> new Tally());
      tally.nanos += System.nanoTime() - start;
      tally.calls++;
    }
  }

  /** Nanoseconds of each kind of work that occurred. */
  public Map<Part, Long> nanos() {
    return collect(tally -> tally.nanos);
  }

  /** Calls of each kind of work that occurred. */
  public Map<Part, Long> calls() {
    return collect(tally -> tally.calls);
  }

  private Map<Part, Long> collect(ToLongFunction<Tally> value) {
    Map<Part, Long> result = new EnumMap<>(Part.class);
    tallies.forEach((part, tally) -> result.put(part, value.applyAsLong(tally)));
    return result;
  }

  private static final class Tally {
    private long nanos;
    private long calls;
  }
}
