package org.ssl4j.method;

import java.util.List;

/**
 * What a method is, for logs and reports.
 *
 * @param name name in configs
 * @param loss the total
 * @param terms its parts, un-weighted
 */
public record MethodSpec(String name, LossTerm loss, List<LossTerm> terms) {}
