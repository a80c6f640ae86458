/**
 * Programs that use SSL4J through its artifacts, each short enough to read at once. Every one is
 * run by a test.
 */
package org.ssl4j.examples;
