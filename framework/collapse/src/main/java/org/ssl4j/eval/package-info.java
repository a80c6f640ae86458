/**
 * How good a frozen representation is: weighted k-NN, retrieval, linear probes. May use {@code
 * collapse} and what comes before it; knows neither training nor reports.
 */
package org.ssl4j.eval;
