package org.ssl4j.models.engine;

import org.nd4j.linalg.api.buffer.DataType;

/** Chooses the engine of a network. */
public final class Engines {

  private Engines() {}

  /**
   * @param name {@code auto} or an engine's name
   * @param dataType type of the network
   * @throws IllegalArgumentException if no engine has that name
   */
  public static LayerEngine select(String name, DataType dataType) {
    return switch (name) {
      case "auto", Nd4jEngine.NAME -> new Nd4jEngine();
      default ->
          throw new IllegalArgumentException(
              "engine \"%s\" is not known for %s; use auto or nd4j".formatted(name, dataType));
    };
  }
}
