/**
 * From one image to several views: the augmentations, their counter-based random numbers, and the
 * worker pool that makes batches ahead of the training step. Pure Java: no ND4J call is made here,
 * because every thread that makes one brings a team of OpenMP threads with it.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link PlainPresets}: found by ServiceLoader
 *   <li>{@link ViewGroup}: views of one size
 *   <li>{@link ViewPresetProvider}: the door for presets of views
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link Pipelines}: cli, encoder, report, train
 *   <li>{@link Scratch}: api, bench, encoder, report
 *   <li>{@link ViewBatch}: train
 *   <li>{@link ViewLoader}: train
 *   <li>{@link ViewPipeline}: api, bench, cli, encoder, report, train
 *   <li>{@link ViewPresetCatalog}: cli, method
 * </ul>
 */
package org.ssl4j.augment;
