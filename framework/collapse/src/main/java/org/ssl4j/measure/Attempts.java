package org.ssl4j.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.text.Text;

/**
 * Takes measures so that one that fails costs its own value and nothing else: a run is worth more
 * than a number about it. A failure is logged once, and its reason kept to stand beside the missing
 * value.
 *
 * <p>{@link InvalidEmbeddingsException} passes: embeddings that are not finite are no failure of a
 * measure but a finding about the network.
 */
public final class Attempts {

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final MeasureTaker taker;
  private final Map<String, String> reasons = new LinkedHashMap<>();

  /**
   * @param taker computes each measure
   */
  public Attempts(MeasureTaker taker) {
    this.taker = taker;
  }

  /**
   * Takes a measure.
   *
   * @param measure its name
   * @param otherwise what stands for it if it cannot be computed
   * @throws InvalidEmbeddingsException if the embeddings are not finite
   */
  public <T> T take(String measure, T otherwise, Supplier<T> computation) {
    return take("", measure, otherwise, computation);
  }

  private <T> T take(String prefix, String measure, T otherwise, Supplier<T> computation) {
    try {
      T value = taker.take(prefix + measure, computation);
      if (!(value instanceof Double number) || Double.isFinite(number)) {
        return value;
      }
      note(prefix, measure, Text.of("the computation gave %s", number));
    } catch (InvalidEmbeddingsException | CancellationException notAFailure) {
      throw notAFailure;
    } catch (RuntimeException | OutOfMemoryError failure) {
      LOG.debug("{}{} failed", prefix, measure, failure);
      note(prefix, measure, reason(failure));
    }
    return otherwise;
  }

  private static String reason(Throwable failure) {
    String kind = failure instanceof OutOfMemoryError ? "not enough memory" : "";
    String said = failure.getMessage();
    if (said == null || said.isBlank()) {
      return kind.isEmpty() ? failure.getClass().getSimpleName() : kind;
    }
    return kind.isEmpty() ? said : kind + ": " + said;
  }

  private void note(String prefix, String measure, String reason) {
    if (!reason.equals(reasons.put(measure, reason))) {
      LOG.warn("{}{} could not be measured: {}. Its value is null", prefix, measure, reason);
    }
  }

  /** Attempts at the measures of one layer, with reasons of their own. */
  public Layer layer(String name) {
    return new Layer(name + ".", new Attempts(taker));
  }

  /** Why measures are missing, by their names; empty if none is. */
  public Map<String, String> reasons() {
    return Map.copyOf(reasons);
  }

  /** The measures of one layer. */
  public static final class Layer {

    private final String prefix;
    private final Attempts attempts;

    private Layer(String prefix, Attempts attempts) {
      this.prefix = prefix;
      this.attempts = attempts;
    }

    public <T> T take(String measure, T otherwise, Supplier<T> computation) {
      return attempts.take(prefix, measure, otherwise, computation);
    }

    public Map<String, String> reasons() {
      return attempts.reasons();
    }
  }
}
