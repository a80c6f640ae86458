/**
 * What {@code ssl4j bench} times of DL4J: convolutions by themselves, and a network of DL4J's own
 * layers.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link Convolutions}: found by ServiceLoader
 *   <li>{@link StockResNet}: found by ServiceLoader
 * </ul>
 */
package org.ssl4j.dl4j.bench;
