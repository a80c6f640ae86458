package org.ssl4j.method;

import java.util.Optional;
import org.ssl4j.network.SslGraph;

/**
 * The networks of a method.
 *
 * @param online the network that gradients train
 * @param target the network that provides targets or keys, if it is one of its own
 * @param predictorFrozen whether the predictor keeps its random weights
 * @param engine what executes the layers
 * @param convolutions the algorithms that compute the convolutions; equal names mean equal bits on
 *     equal processors
 */
public record Networks(
    SslGraph online,
    Optional<SslGraph> target,
    boolean predictorFrozen,
    String engine,
    String convolutions) {}
