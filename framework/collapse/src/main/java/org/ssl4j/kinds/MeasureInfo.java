package org.ssl4j.kinds;

/**
 * A measure of a kind.
 *
 * @param name in JSON
 * @param title for people
 * @param reading what a healthy and a collapsed model show, as a clause
 */
public record MeasureInfo(String name, String title, String reading) {}
