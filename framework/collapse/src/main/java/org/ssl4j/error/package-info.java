/**
 * What a program that uses SSL4J has to catch: one kind of exception, with a kind below it for
 * configs and one for data. Everyone may use this package.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link ConfigException}: a setting or an option is wrong
 *   <li>{@link DataException}: images or embeddings cannot be read
 *   <li>{@link Ssl4jException}: everything that a user can mend
 * </ul>
 */
package org.ssl4j.error;
