/**
 * The picocli commands. Nothing else parses arguments, prints to the console or decides exit codes.
 */
package org.ssl4j.cli;
