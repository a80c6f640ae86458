package org.ssl4j.bench;

import java.util.Map;
import org.ssl4j.network.StepProfile;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.text.Text;

/**
 * A profile as a table for people: milliseconds of a step, share and calls of each kind of work.
 */
public final class ProfileTable {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double PERCENT = 100;

  private final int steps;
  private final Map<Part, Long> nanos;
  private final Map<Part, Long> calls;
  private final StringBuilder text = new StringBuilder();

  private ProfileTable(StepProfile profile, int steps) {
    this.steps = steps;
    nanos = profile.nanos();
    calls = profile.calls();
  }

  /**
   * @param steps that the profile was recorded over
   */
  public static String of(StepProfile profile, int steps) {
    return new ProfileTable(profile, steps).table();
  }

  private String table() {
    text.append(Text.of("%-30s %10s %8s %7s%n", "kind of work", "ms/step", "share", "calls"));
    long kernels = 0;
    for (var part : Part.values()) {
      if (part.kernel() && nanos.containsKey(part)) {
        kernels += nanos.get(part);
        line(part.label(), nanos.get(part), calls.get(part));
      }
    }
    long step = nanos(Part.STEP);
    long graph = nanos(Part.GRAPH);
    // A graph's passes and the update bracket everything in a step but the objective.
    line("graph without its kernels", graph - kernels, 0);
    line(Part.OPTIMIZER.label(), nanos(Part.OPTIMIZER), 0);
    line(Part.TARGET_UPDATE.label(), nanos(Part.TARGET_UPDATE), 0);
    line(
        "objective, guard, other",
        step - graph - nanos(Part.OPTIMIZER) - nanos(Part.TARGET_UPDATE),
        0);
    if (nanos.containsKey(Part.DATA_WAIT)) {
      line("data wait, outside the step", nanos(Part.DATA_WAIT), calls.get(Part.DATA_WAIT));
    }
    line(Part.STEP.label(), step, 0);
    return text.toString().stripTrailing();
  }

  private long nanos(Part part) {
    return nanos.getOrDefault(part, 0L);
  }

  private void line(String label, long time, long count) {
    text.append(
        Text.of(
            "%-30s %10.2f %6.1f %% %7s%n",
            label,
            time / NANOS_PER_MILLI / steps,
            PERCENT * time / nanos(Part.STEP),
            count == 0 ? "" : Long.toString(count / steps)));
  }
}
