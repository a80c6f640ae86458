/**
 * Random numbers that are a function of where they are used, so that they do not depend on who asks
 * first.
 */
package org.ssl4j.random;
