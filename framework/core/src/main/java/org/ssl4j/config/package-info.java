/**
 * What an experiment is: immutable records bound from YAML, and the loader that refuses what is
 * wrong with file, line, path and hint. Knows no other package of the project.
 */
package org.ssl4j.config;
