package org.ssl4j.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.bench.ConvolutionWorkload.Size;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.Convolution;
import org.ssl4j.network.StepProfile;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.text.Text;

/**
 * Convolutions computed directly and by the other algorithm that there is, in turn: the least time
 * of each pass, what {@code convolution: auto} takes, and whether that was the faster. In values of
 * 16 bits also the time of float32 as {@code auto} takes it.
 */
public final class ConvolutionTable {

  private static final double NANOS_PER_MILLI = 1e6;

  private final StringBuilder text = new StringBuilder();
  private final ConvolutionWorkload workload;
  private final Arithmetic numbers;
  private final Convolution other;
  private final int rounds;

  private ConvolutionTable(ConvolutionWorkload workload, Arithmetic numbers, int rounds) {
    this.workload = workload;
    this.numbers = numbers;
    this.other = inFloat(numbers) ? Convolution.WINOGRAD : Convolution.COLUMNS;
    this.rounds = rounds;
  }

  private static boolean inFloat(Arithmetic numbers) {
    return numbers == Arithmetic.FLOAT32;
  }

  /**
   * Measures.
   *
   * @param rounds of each algorithm; one more warms up
   * @throws org.ssl4j.config.InvalidSettingException if this machine has one algorithm only
   */
  public static String of(
      ConvolutionWorkload workload, Arithmetic numbers, List<Size> sizes, int rounds) {
    var table = new ConvolutionTable(workload, numbers, rounds);
    table.text.append(
        Text.of(
            "%8s %5s %7s  %-28s %s%9s %9s %7s %9s  %s%n",
            "channels",
            "side",
            "images",
            "pass",
            inFloat(numbers) ? "" : Text.of("%9s ", "float32"),
            "direct",
            table.other.word(),
            "ratio",
            "GFLOP/s",
            "auto"));
    sizes.forEach(table::add);
    return table.text.toString().stripTrailing();
  }

  private void add(Size size) {
    var direct = workload.prepare(size, numbers, Convolution.DIRECT);
    var otherWay = workload.prepare(size, numbers, other);
    var inFloat =
        inFloat(numbers) ? direct : workload.prepare(size, Arithmetic.FLOAT32, Convolution.AUTO);
    Map<Part, Long> ofDirect = new EnumMap<>(Part.class);
    Map<Part, Long> ofOther = new EnumMap<>(Part.class);
    Map<Part, Long> ofFloat = new EnumMap<>(Part.class);
    direct.run();
    otherWay.run();
    inFloat.run();
    for (int i = 0; i < rounds; i++) {
      keepLeast(direct, ofDirect);
      keepLeast(otherWay, ofOther);
      if (!inFloat(numbers)) {
        keepLeast(inFloat, ofFloat);
      }
    }
    var automatic = workload.automatic(size, numbers);
    for (var pass : ConvolutionWorkload.PASSES) {
      double a = ofDirect.get(pass) / NANOS_PER_MILLI;
      double b = ofOther.get(pass) / NANOS_PER_MILLI;
      boolean taken = automatic.get(pass) == other;
      text.append(
          Text.of(
              "%8d %5d %7d  %-28s %s%9.2f %9.2f %7.2f %9.0f  %s%s%n",
              size.channels(),
              size.side(),
              size.images(),
              pass.label(),
              inFloat(numbers) ? "" : Text.of("%9.2f ", ofFloat.get(pass) / NANOS_PER_MILLI),
              a,
              b,
              a / b,
              size.operations() / (taken ? b : a) / NANOS_PER_MILLI,
              taken ? other.word() : "direct",
              taken == b <= a ? "" : " (the slower)"));
    }
  }

  private static void keepLeast(Runnable work, Map<Part, Long> least) {
    StepProfile.record(work).nanos().forEach((part, nanos) -> least.merge(part, nanos, Math::min));
  }
}
