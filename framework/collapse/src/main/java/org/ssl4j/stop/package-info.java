/**
 * How long work hears that it should end: asked for by everything that takes seconds.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link StopPoint}: augment, data, dl4j.layer, encoder, eval, faces, measure, train
 * </ul>
 */
package org.ssl4j.stop;
