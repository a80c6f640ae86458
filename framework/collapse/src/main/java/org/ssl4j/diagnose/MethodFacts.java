package org.ssl4j.diagnose;

import java.util.List;

/**
 * What a diagnosis knows of the method of a run.
 *
 * @param recipeLearningRate its published learning rate at a batch of 256 with SGD; null if unknown
 * @param askedDeviation the standard deviation that its loss asks of every dimension of the
 *     projections; null if the loss does not depend on their scale
 * @param viewPreset the preset of views of its recipe; null if it has none of its own
 * @param causes values among its own settings that can explain a run gone wrong
 */
public record MethodFacts(
    Double recipeLearningRate,
    Double askedDeviation,
    String viewPreset,
    List<SettingCause> causes) {

  /** Of a method that nobody knows, or of embeddings without a method. */
  public static final MethodFacts NONE = new MethodFacts(null, null, null, List.of());

  public MethodFacts {
    causes = List.copyOf(causes);
  }
}
