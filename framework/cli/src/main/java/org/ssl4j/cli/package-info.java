/**
 * The picocli commands. Nothing else parses arguments, prints to the console or decides exit codes.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link Main}: the program
 * </ul>
 */
package org.ssl4j.cli;
