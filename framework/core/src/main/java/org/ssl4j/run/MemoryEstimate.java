package org.ssl4j.run;

import java.util.ArrayList;
import java.util.List;
import org.ssl4j.text.Text;

/**
 * About how much memory a training will take at its peak, told before it begins: a training that
 * the system kills after an hour has cost an hour. docs/PERFORMANCE.md holds it against measured
 * peaks.
 *
 * @param program the JVM, its code and the native libraries with their scratch memory
 * @param images decoded images that are kept
 * @param views batches of views that are made ahead
 * @param networks parameters, gradients and optimizer state
 * @param activations what the passes of a step keep, or those of a measurement if they are more
 * @param evaluation features and the largest probe
 * @param evaluatesBesides whether the activations are kept while the evaluation runs
 */
public record MemoryEstimate(
    long program,
    long images,
    long views,
    long networks,
    long activations,
    long evaluation,
    boolean evaluatesBesides) {

  private static final double GIGABYTE = 1e9;

  /** Bytes of the heap; the rest lies outside of it. */
  public long heap() {
    return images + views;
  }

  /** Bytes at the peak. */
  public long total() {
    long passes = evaluatesBesides ? activations + evaluation : Math.max(activations, evaluation);
    return program + images + views + networks + passes;
  }

  /** The parts, largest first. */
  private String parts() {
    record Part(String name, long bytes) {}
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("activations", activations));
    parts.add(new Part("networks and optimizer", networks));
    parts.add(new Part("views", views));
    parts.add(new Part("images", images));
    parts.add(new Part("evaluation", evaluation));
    parts.sort((a, b) -> Long.compare(b.bytes(), a.bytes()));
    return String.join(
        ", ", parts.stream().map(part -> part.name() + " " + gigabytes(part.bytes())).toList());
  }

  public static String gigabytes(long bytes) {
    return Text.of("%.2f GB", bytes / GIGABYTE);
  }

  /** One line. */
  public String line(long limit) {
    return Text.of(
        "memory: about %s of the %s that may be used (%s)",
        gigabytes(total()), gigabytes(limit), parts());
  }
}
