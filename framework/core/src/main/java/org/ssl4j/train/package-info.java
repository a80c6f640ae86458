/**
 * The training loop: a step, an epoch and its measurements, guards against divergence and collapse,
 * the memory that it takes, and how a run begins, goes on and ends.
 */
package org.ssl4j.train;
