/**
 * Many runs as one question: ablations and comparisons. Expands a study's file into runs, trains
 * each in a process of its own, continues what was begun, and sums the numbers up. Uses {@code
 * train} and what comes before it; the command line starts it, {@code report} draws what it wrote.
 */
package org.ssl4j.study;
