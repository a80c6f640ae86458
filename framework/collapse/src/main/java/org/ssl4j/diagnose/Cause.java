package org.ssl4j.diagnose;

/**
 * A likely cause, and how to find out.
 *
 * @param cause in words
 * @param setting the key in the config
 * @param value what it is set to
 * @param confidence from 0 to 1; ranks causes, and is no probability
 * @param test the change that would show whether this is it
 */
public record Cause(String cause, String setting, String value, double confidence, String test) {}
