/**
 * The training loop: a step, an epoch and its measurements, guards against divergence and collapse,
 * the memory that it takes, and how a run begins, goes on and ends.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link Continuation}: api, cli
 *   <li>{@link DivergedException}: cli
 *   <li>{@link Trainer}: study
 *   <li>{@link TrainingRun}: api, bench, cli, study
 *   <li>{@link TrainingStep}: bench
 * </ul>
 */
package org.ssl4j.train;
