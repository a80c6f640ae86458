package org.ssl4j.method;

import java.util.Optional;
import org.ssl4j.network.SslGraph;

/**
 * The networks of a method.
 *
 * @param online the network that gradients train
 * @param target the network that provides targets or keys, if it is one of its own
 * @param predictorFrozen whether the predictor keeps its random weights
 */
public record Networks(SslGraph online, Optional<SslGraph> target, boolean predictorFrozen) {}
