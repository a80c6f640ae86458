/**
 * Encoders: residual networks of any depth and width, and a small convolutional net.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link ConvNet4}: found by ServiceLoader
 *   <li>{@link ResNet}: found by ServiceLoader
 * </ul>
 */
package org.ssl4j.models.backbone;
