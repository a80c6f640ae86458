/**
 * Image sets as bytes: CIFAR-10's binary files, procedural shapes, and any folder of images,
 * decoded by OpenCV. Depends on {@code config} and {@code storage}; never calls ND4J.
 */
package org.ssl4j.data;
