/**
 * The contract of execution: a network as data, and what an engine does with it. Nothing here knows
 * how an engine works.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link BackboneKind}: found by ServiceLoader
 *   <li>{@link BackboneProvider}: the door for backbones
 *   <li>{@link Backbones}: builds the backbone of a config
 *   <li>{@link CardInspection}: the door for what {@code ssl4j gpu} asks
 *   <li>{@link Engine}: executes plans
 *   <li>{@link EngineKind}: found by ServiceLoader
 *   <li>{@link EngineProvider}: the door for engines
 *   <li>{@link Health}: whether a network's values are finite
 *   <li>{@link ImageBatch}: images as a network takes them
 *   <li>{@link Initialiser}: first weights, the same for every engine
 *   <li>{@link MomentumSchedule}: how slowly a target follows
 *   <li>{@link Network}: a plan that an engine has compiled
 *   <li>{@link NetworkPlan}: a network as data
 *   <li>{@link NetworkState}: what a checkpoint holds of a network
 *   <li>{@link Operation}: what a node of a plan computes
 *   <li>{@link Operations}: the operations that every engine knows
 *   <li>{@link ParameterKind}: what a segment of parameters is for
 *   <li>{@link ParameterLayout}: the segments of a network's parameters
 *   <li>{@link ParameterSegment}: a part of a network's parameters
 *   <li>{@link ParameterSpec}: shape and first values of a parameter
 *   <li>{@link Part}: backbone, projector or predictor
 *   <li>{@link Partition}: parts of a batch with statistics of their own
 *   <li>{@link Pass}: a forward pass and what goes back through it
 *   <li>{@link PlanBuilder}: writes a plan
 *   <li>{@link Rates}: learning rate and momentum of one update
 *   <li>{@link Reading}: a value inside of a network that is watched
 *   <li>{@link Shape}: shape of a node's result
 *   <li>{@link StepProfile}: where the time of a step goes
 *   <li>{@link Tap}: name of a watched place
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link EngineCatalog}: cli, encoder, method, train
 *   <li>{@link EngineSettings}: cli, cuda, dl4j, encoder, method, reference, train
 * </ul>
 */
package org.ssl4j.network;
