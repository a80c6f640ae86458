package org.ssl4j.method;

import java.util.Optional;
import org.ssl4j.network.Engine;
import org.ssl4j.network.Network;

/**
 * The networks of a method.
 *
 * @param online the network that gradients train
 * @param target the network that provides targets or keys, if it is one of its own
 * @param predictorFrozen whether the predictor keeps its random weights
 * @param engine executes them
 */
public record Networks(
    Network online, Optional<Network> target, boolean predictorFrozen, Engine engine) {}
