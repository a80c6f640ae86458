package org.ssl4j.method;

import java.util.List;

/**
 * What a method is, for logs and reports.
 *
 * @param name name in configs
 * @param views views per image and step
 * @param loss the total
 * @param terms its parts, un-weighted
 */
public record MethodSpec(String name, int views, LossTerm loss, List<LossTerm> terms) {}
