/** Encoders: residual networks of any depth and width, and a small convolutional net. */
package org.ssl4j.models.backbone;
