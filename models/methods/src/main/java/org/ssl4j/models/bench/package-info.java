/**
 * What {@code ssl4j bench objective} times.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link ObjectiveWorkloads}: found by ServiceLoader
 * </ul>
 */
package org.ssl4j.models.bench;
