/**
 * From one image to several views: the augmentations, their counter-based random numbers, and the
 * worker pool that makes batches ahead of the training step. Pure Java: no ND4J call is made here,
 * because every thread that makes one brings a team of OpenMP threads with it.
 */
package org.ssl4j.augment;
