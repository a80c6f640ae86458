/**
 * Files that survive: replaced whole or not at all, appended to without a torn middle, checked by
 * their sums when they are read. Knows arrays and bytes, not runs; throws {@link
 * java.io.IOException} and leaves the sentence to its callers.
 */
package org.ssl4j.storage;
