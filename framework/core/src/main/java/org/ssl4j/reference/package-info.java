/**
 * The reference engine: every operation, update rule and duty of the engine contract in plain Java
 * loops that read like the formulas, and {@link org.ssl4j.reference.EngineContract}, which compares
 * any other engine with it. Nothing here is fast; nothing here may be clever.
 */
package org.ssl4j.reference;
