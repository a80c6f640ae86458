package org.ssl4j.dl4j;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.ssl4j.dl4j.layer.LayoutAware;
import org.ssl4j.text.Text;

/**
 * Finds the vertices of a graph whose activations are in an engine's own layout, and refuses a
 * graph in which something reads such an activation that only understands plain ones: it would
 * compute wrong numbers.
 */
final class EngineLayouts {

  private EngineLayouts() {}

  /**
   * @param order names of the vertices, inputs before their readers
   * @return the vertices that write the engine's layout
   * @throws IllegalArgumentException naming the vertex that cannot read its input
   */
  static Set<String> verify(ComputationGraphConfiguration configuration, List<String> order) {
    Set<String> own = new HashSet<>();
    for (String name : order) {
      var vertex = configuration.getVertices().get(name);
      if (vertex == null) {
        continue; // a graph input: plain
      }
      Object subject =
          vertex instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : vertex;
      var inputs = configuration.getVertexInputs().get(name);
      if (subject instanceof LayoutAware aware) {
        if (writes(aware, name, configuration, inputs.stream().map(own::contains).toList())) {
          own.add(name);
        }
        continue;
      }
      inputs.stream()
          .filter(own::contains)
          .findFirst()
          .ifPresent(
              input -> {
                throw new IllegalArgumentException(
                    Text.of(
                        "\"%s\" (%s) cannot read \"%s\", which is in the engine's own layout; put a PlainVertex between them",
                        name, subject.getClass().getSimpleName(), input));
              });
    }
    configuration.getNetworkOutputs().stream()
        .filter(own::contains)
        .findFirst()
        .ifPresent(
            output -> {
              throw new IllegalArgumentException(
                  Text.of(
                      "output \"%s\" is in the engine's own layout; add a PlainVertex after it and make that vertex the output",
                      output));
            });
    return own;
  }

  private static boolean writes(
      LayoutAware aware,
      String name,
      ComputationGraphConfiguration configuration,
      List<Boolean> inputs) {
    try {
      return aware.writesEngineLayout(configuration.getDataType(), inputs);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Text.of("\"%s\": %s", name, e.getMessage()), e);
    }
  }
}
