/**
 * SSL4J in a Java program: {@link org.ssl4j.api.Ssl4j} trains, diagnoses and embeds in a few lines.
 * Uses the packages below it as any program could; nothing here prints, ends the process or sets up
 * a log.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link ConfigBuilder}: settings in code
 *   <li>{@link Examination}: what embeddings were found to be
 *   <li>{@link ImageEncoder}: vectors of images
 *   <li>{@link Ssl4j}: where a program begins
 *   <li>{@link TrainedRun}: what a training has left
 * </ul>
 */
package org.ssl4j.api;
