/**
 * The training loop and what it owns: optimizers, schedules, checkpoints, the run directory,
 * listeners.
 */
package org.ssl4j.train;
