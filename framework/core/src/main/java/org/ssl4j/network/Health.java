package org.ssl4j.network;

import java.util.Optional;

/**
 * Where a network's numbers have gone wrong.
 *
 * @param parameters the first segment with a parameter that is not finite; weights go first in a
 *     forward pass
 * @param gradient the last segment with a gradient that is not finite; a gradient spreads from the
 *     last layer down
 * @param largestGradient the segment whose gradient has the largest entry
 */
public record Health(
    Optional<ParameterSegment> parameters,
    Optional<ParameterSegment> gradient,
    Optional<ParameterSegment> largestGradient) {}
