/**
 * The reference engine: every operation, update rule and duty of the engine contract in plain Java
 * loops that read like the formulas, and {@link org.ssl4j.reference.EngineContract}, which compares
 * any other engine with it. Nothing here is fast; nothing here may be clever.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link ContractCheck}: one comparison
 *   <li>{@link ContractResult}: what a comparison found
 *   <li>{@link EngineContract}: compares an engine of another jar with this one
 *   <li>{@link ReferenceEngine}: what the contract means, in plain loops
 *   <li>{@link ReferenceEngineProvider}: found by ServiceLoader
 * </ul>
 */
package org.ssl4j.reference;
