/**
 * What must be true of a native library before anything uses it. Every package may enter; this one
 * uses none of ours.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link OpenBlas}: api, cli, data, dl4j, eval, faces, matrix, measure
 * </ul>
 */
package org.ssl4j.natives;
