package org.ssl4j.method;

/**
 * A part of the loss that is logged on its own, with the values that tell what its number means.
 *
 * @param name key in the metric files
 * @param floor the least value it can take, or NaN if there is none
 * @param chance its value when the network tells nothing apart, or NaN if undefined
 * @param meaning one clause for people
 */
public record LossTerm(String name, double floor, double chance, String meaning) {}
