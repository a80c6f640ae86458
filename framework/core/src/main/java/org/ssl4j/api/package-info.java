/**
 * SSL4J in a Java program: {@link org.ssl4j.api.Ssl4j} trains, diagnoses and embeds in a few lines.
 * Uses the packages below it as any program could; nothing here prints, ends the process or sets up
 * a log.
 */
package org.ssl4j.api;
