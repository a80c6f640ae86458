/**
 * How parts from other jars come in: a catalogue of providers for each kind of part (methods, data
 * sources, backbones), found by {@link java.util.ServiceLoader}. Depends on {@code text} and {@code
 * config}.
 */
package org.ssl4j.plugin;
