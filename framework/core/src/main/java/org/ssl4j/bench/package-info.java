/**
 * What {@code ssl4j bench} measures with: repeated timing, the facts of the machine, and one JSON
 * line per measurement. Workloads that only another module can make come through {@link
 * org.ssl4j.bench.ObjectiveWorkload}.
 */
package org.ssl4j.bench;
