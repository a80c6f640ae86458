package org.ssl4j.method;

import java.util.Map;
import org.ssl4j.network.Network;
import org.ssl4j.network.Tap;

/**
 * A network with the names of what training reads in it.
 *
 * @param network its plan says what can be watched
 * @param nodes where training reads: backbone, projector, predictor
 */
public record Encoder(Network network, Map<Tap, String> nodes) {
  public Encoder {
    nodes = Map.copyOf(nodes);
  }
}
