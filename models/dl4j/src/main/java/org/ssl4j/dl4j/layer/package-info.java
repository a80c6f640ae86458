/**
 * Layer and vertex configurations (plain data, serialisable) and the running layers behind them.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link AddReluVertex}: dl4j
 *   <li>{@link BatchNorm2d}: dl4j
 *   <li>{@link Conv2d}: dl4j
 *   <li>{@link Dense}: dl4j
 *   <li>{@link LayoutAware}: dl4j
 *   <li>{@link PassScope}: dl4j
 *   <li>{@link PassState}: dl4j
 *   <li>{@link PlainVertex}: dl4j
 *   <li>{@link Pool}: dl4j
 *   <li>{@link SslLayer}: dl4j
 *   <li>{@link StopGradientVertex}: dl4j
 *   <li>{@link TapVertex}: dl4j, dl4j.bench
 * </ul>
 */
package org.ssl4j.dl4j.layer;
