package org.ssl4j.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.bench.ConvolutionWorkload.Size;
import org.ssl4j.config.Convolution;
import org.ssl4j.network.StepProfile;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.text.Text;

/**
 * Convolutions computed directly and by Winograd's algorithm, in turn: the least time of each pass,
 * what {@code convolution: auto} takes, and whether that was the faster.
 */
public final class ConvolutionTable {

  private static final double NANOS_PER_MILLI = 1e6;

  private final StringBuilder text = new StringBuilder();
  private final ConvolutionWorkload workload;
  private final int rounds;

  private ConvolutionTable(ConvolutionWorkload workload, int rounds) {
    this.workload = workload;
    this.rounds = rounds;
  }

  /**
   * Measures.
   *
   * @param rounds of each algorithm; one more warms up
   * @throws org.ssl4j.config.InvalidSettingException if this machine has one algorithm only
   */
  public static String of(ConvolutionWorkload workload, List<Size> sizes, int rounds) {
    var table = new ConvolutionTable(workload, rounds);
    table.text.append(
        Text.of(
            "%8s %5s %7s  %-28s %9s %9s %7s %9s  %s%n",
            "channels",
            "side",
            "images",
            "pass",
            "direct",
            "winograd",
            "ratio",
            "GFLOP/s",
            "auto"));
    sizes.forEach(table::add);
    return table.text.toString().stripTrailing();
  }

  private void add(Size size) {
    var direct = workload.prepare(size, Convolution.DIRECT);
    var winograd = workload.prepare(size, Convolution.WINOGRAD);
    Map<Part, Long> ofDirect = new EnumMap<>(Part.class);
    Map<Part, Long> ofWinograd = new EnumMap<>(Part.class);
    direct.run();
    winograd.run();
    for (int i = 0; i < rounds; i++) {
      keepLeast(direct, ofDirect);
      keepLeast(winograd, ofWinograd);
    }
    var automatic = workload.automatic(size);
    for (var pass : ConvolutionWorkload.PASSES) {
      double a = ofDirect.get(pass) / NANOS_PER_MILLI;
      double b = ofWinograd.get(pass) / NANOS_PER_MILLI;
      boolean taken = automatic.get(pass) == Convolution.WINOGRAD;
      text.append(
          Text.of(
              "%8d %5d %7d  %-28s %9.2f %9.2f %7.2f %9.0f  %s%s%n",
              size.channels(),
              size.side(),
              size.images(),
              pass.label(),
              a,
              b,
              a / b,
              size.operations() / (taken ? b : a) / NANOS_PER_MILLI,
              taken ? "winograd" : "direct",
              taken == b <= a ? "" : " (the slower)"));
    }
  }

  private static void keepLeast(Runnable work, Map<Part, Long> least) {
    StepProfile.record(work).nanos().forEach((part, nanos) -> least.merge(part, nanos, Math::min));
  }
}
