/**
 * What a program that uses SSL4J has to catch: one kind of exception, with a kind below it for
 * configs and one for data. Everyone may use this package.
 */
package org.ssl4j.error;
