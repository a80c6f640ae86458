/**
 * The contract between a self-supervised method and everything that trains, measures and stores it.
 */
package org.ssl4j.method;
