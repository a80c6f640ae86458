package org.ssl4j.kinds;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A measure with its value.
 *
 * @param name in JSON
 * @param title for people
 * @param value null if it is undefined here
 * @param baseline its value in the baseline; null without one, or if it is undefined there
 * @param reading what a healthy and a collapsed model show
 */
public record FaceMeasure(
    String name,
    String title,
    Double value,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double baseline,
    String reading) {}
