package org.ssl4j.bench;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.ssl4j.text.Text;

/** Memory over many repetitions of the same work: what grows in it grows without end. */
public final class Soak {
  private static final double BYTES_PER_MB = 1 << 20;

  /**
   * Memory at one moment, in MB.
   *
   * @param round repetitions done
   * @param heap used by Java objects after a collection
   * @param offHeap allocated through JavaCPP: native handles and their buffers. What ND4J's arrays
   *     and workspaces take it does not count; that shows in the resident memory only
   * @param resident of the process as the system sees it, null where it does not say
   */
  public record Reading(int round, double heap, double offHeap, Double resident) {}

  private Soak() {}

  /**
   * Repeats work and reads memory.
   *
   * @param rounds repetitions
   * @param every repetitions between two readings
   */
  public static List<Reading> run(Runnable work, int rounds, int every) {
    List<Reading> readings = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      work.run();
      if (round % every == 0 || round == rounds) {
        readings.add(read(round));
      }
    }
    return readings;
  }

  /**
   * Memory now. Collects garbage first: only what stays counts.
   *
   * @param round repetitions done
   */
  public static Reading read(int round) {
    System.gc();
    var runtime = Runtime.getRuntime();
    return new Reading(
        round,
        (runtime.totalMemory() - runtime.freeMemory()) / BYTES_PER_MB,
        Pointer.totalBytes() / BYTES_PER_MB,
        Machine.residentMegabytes());
  }

  /** The readings as a Markdown table. */
  public static String table(List<Reading> readings) {
    var text =
        new StringBuilder("| step | heap MB | off-heap MB | resident MB |\n|---|---|---|---|\n");
    for (var reading : readings) {
      text.append(
          Text.of(
              "| %,d | %.1f | %.1f | %s |%n",
              reading.round(),
              reading.heap(),
              reading.offHeap(),
              reading.resident() == null ? "-" : Text.of("%.0f", reading.resident())));
    }
    return text.toString().stripTrailing();
  }
}
