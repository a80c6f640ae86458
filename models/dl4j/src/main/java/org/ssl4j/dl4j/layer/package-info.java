/**
 * Layer and vertex configurations (plain data, serialisable) and the running layers behind them.
 */
package org.ssl4j.dl4j.layer;
