package org.ssl4j.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ssl4j.run.Json;

/**
 * The one line of JSON that a measurement prints: {@code what}, its {@code parameters}, {@code
 * threads}, {@code rounds}, {@code medianMs}, {@code spreadMs} (interquartile range), {@code rate}
 * in {@code rateUnit}, what the measurement adds, peak memory, and the machine.
 */
public final class BenchLine {

  /** Digits of a measured number; more would only be noise. */
  private static final MathContext DIGITS = new MathContext(5);

  private static final double MILLIS = 1e3;

  private final Map<String, Object> fields = new LinkedHashMap<>();

  /**
   * @param what is measured, e.g. {@code augment}
   * @param parameters that it was measured with
   * @param threads that worked
   */
  public BenchLine(String what, Map<String, ?> parameters, int threads) {
    fields.put("what", what);
    fields.put("parameters", new LinkedHashMap<>(parameters));
    fields.put("threads", threads);
  }

  /**
   * Adds the time and the rate that follows from it.
   *
   * @param amount units of work done in one round
   * @param unit of the rate, e.g. {@code views/s}
   */
  public BenchLine timing(Timing timing, double amount, String unit) {
    fields.put("rounds", timing.rounds());
    number("medianMs", timing.median() * MILLIS);
    number("spreadMs", timing.spread() * MILLIS);
    number("rate", amount / timing.median());
    fields.put("rateUnit", unit);
    return this;
  }

  /** Adds a measured number, rounded to five digits; null and NaN become null. */
  public BenchLine number(String name, Double value) {
    boolean known = value != null && Double.isFinite(value);
    fields.put(name, known ? rounded(value) : null);
    return this;
  }

  /** Adds anything else that JSON can hold. */
  public BenchLine put(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** The line, closed by peak memory and machine as they are now. */
  public String json() {
    number("peakResidentMb", Machine.peakResidentMegabytes());
    number("peakHeapMb", Machine.peakHeapMegabytes());
    fields.put("machine", Machine.facts());
    return Json.line(fields);
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
