package org.ssl4j.kinds;

/**
 * What a kind may be told.
 *
 * @param name as in {@code k=5}
 * @param form what its value looks like
 * @param meaning as a sentence, with the default
 */
public record KindOption(String name, String form, String meaning) {}
