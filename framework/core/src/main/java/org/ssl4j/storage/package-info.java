/**
 * Files that survive: replaced whole or not at all, appended to without a torn middle, checked by
 * their sums when they are read. Knows arrays and bytes, not runs; throws {@link
 * java.io.IOException} and leaves the sentence to its callers.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link AppendedFile}: run
 *   <li>{@link ArrayFile}: checkpoint, encoder
 *   <li>{@link Checksums}: checkpoint
 *   <li>{@link DurableFiles}: checkpoint, cli, data, encoder, report, run, study, train
 *   <li>{@link Sha256}: data, report, run
 * </ul>
 */
package org.ssl4j.storage;
