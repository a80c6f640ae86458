/**
 * The contract of execution: a network as data, and what an engine does with it. Nothing here knows
 * how an engine works.
 */
package org.ssl4j.network;
