/**
 * Update rules, averages and checks of flat vectors on a device. Formulas: {@code
 * org.ssl4j.reference}.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link DeviceRule}: cuda
 *   <li>{@link NetworkAverage}: cuda
 *   <li>{@link VectorChecks}: cuda
 * </ul>
 */
package org.ssl4j.cuda.update;
