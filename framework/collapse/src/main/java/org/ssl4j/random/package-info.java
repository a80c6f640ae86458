/**
 * Random numbers that are a function of where they are used, so that they do not depend on who asks
 * first.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link CounterRandom}: api, augment, bench, data, encoder, eval, report
 * </ul>
 */
package org.ssl4j.random;
