/**
 * The state of a training, saved so that it can go on as if it had never stopped: what is saved,
 * which checkpoints are kept, and what becomes of one that the disk refuses.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link CheckpointSaver}: train
 *   <li>{@link Checkpoints}: encoder, train
 *   <li>{@link Retention}: train
 *   <li>{@link RunState}: train
 * </ul>
 */
package org.ssl4j.checkpoint;
