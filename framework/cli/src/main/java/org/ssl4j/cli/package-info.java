/**
 * The picocli commands. Nothing else parses arguments, prints to the console or decides exit codes.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link Ssl4j}: the program
 * </ul>
 */
package org.ssl4j.cli;
