/**
 * The one kind of exception a program that uses SSL4J has to catch. Everyone may use this package;
 * it uses none.
 */
package org.ssl4j.error;
