/**
 * The contract between a self-supervised method and everything that trains, measures and stores it.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link Encoder}: one network of a method
 *   <li>{@link EncoderMethod}: what a method of another jar extends
 *   <li>{@link Encoders}: the networks of a method
 *   <li>{@link HeadChecks}: checks that settings of heads share
 *   <li>{@link Heads}: projectors and predictors as plans
 *   <li>{@link Loss}: a loss as a function of outputs
 *   <li>{@link LossTerm}: a part of a loss, with its limits for the diagnosis
 *   <li>{@link MethodContext}: what a method is built from
 *   <li>{@link MethodProvider}: the door for methods
 *   <li>{@link MethodSpec}: what a method says of itself
 *   <li>{@link MethodState}: what a checkpoint holds of a method
 *   <li>{@link Networks}: online and target network
 *   <li>{@link SSLMethod}: the contract of a method
 *   <li>{@link Step}: what a step has found
 *   <li>{@link StepContext}: the position of a step
 *   <li>{@link TargetUpdate}: how the target follows
 *   <li>{@link Views}: the views of a batch
 *   <li>{@link ViewsNeeded}: the views that a method takes
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link MethodCatalog}: api, bench, cli, encoder, report, run, study, train
 *   <li>{@link PublishedAccuracy}: models.method, study
 * </ul>
 */
package org.ssl4j.method;
