/**
 * Measures of representation collapse on embeddings, in double precision, and the monitor that
 * takes them every epoch. Definitions and sources: {@code docs/METRICS.md}.
 */
package org.ssl4j.collapse;
