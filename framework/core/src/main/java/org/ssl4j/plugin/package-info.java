/**
 * How parts from other jars come in: a catalogue of providers for each kind of part (methods, data
 * sources, backbones), found by {@link java.util.ServiceLoader}. Depends on {@code text} and {@code
 * config}.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link ConfiguredProvider}: a part that has settings
 *   <li>{@link Plugin}: where a part comes from
 *   <li>{@link PluginException}: a part cannot be used
 *   <li>{@link PluginKind}: one of the doors
 *   <li>{@link Provider}: a part from any jar
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link Catalog}: augment, cli, data, method, network, run
 * </ul>
 */
package org.ssl4j.plugin;
