/**
 * Many runs as one question: ablations and comparisons. Expands a study's file into runs, trains
 * each in a process of its own, continues what was begun, and sums the numbers up. Uses {@code
 * train} and what comes before it; the command line starts it, {@code report} draws what it wrote.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link Prediction}: part of a plan
 *   <li>{@link Published}: part of a plan
 *   <li>{@link Rule}: part of a prediction
 *   <li>{@link RunProcess}: how the runs of a study are started
 *   <li>{@link Statistic}: part of a result
 *   <li>{@link StudyPlan}: the runs of a study
 *   <li>{@link StudyRunner}: runs a plan
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link Ablations}: cli
 *   <li>{@link CellPlan}: cli
 *   <li>{@link Comparisons}: cli
 *   <li>{@link Estimates}: cli
 *   <li>{@link PlannedRun}: cli
 *   <li>{@link RunStatus}: cli
 *   <li>{@link StopSignal}: cli
 *   <li>{@link StudyDirectory}: cli
 *   <li>{@link StudyListener}: cli
 *   <li>{@link TrainingJvm}: cli
 * </ul>
 */
package org.ssl4j.study;
