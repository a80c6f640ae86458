/**
 * Update rules and the average of networks on flat vectors of parameters. Formulas and sources:
 * {@code docs/METHODS.md}.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link Ema}: dl4j
 *   <li>{@link FlatRun}: dl4j
 *   <li>{@link FlatVectors}: dl4j
 *   <li>{@link FlatViews}: dl4j
 *   <li>{@link Optimizer}: dl4j
 *   <li>{@link Optimizers}: dl4j
 * </ul>
 */
package org.ssl4j.dl4j.update;
