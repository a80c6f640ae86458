/**
 * DL4J graphs made fit for self-supervision: {@code SslGraph} (the only class that touches DL4J's
 * protected API), the layout of parameters, EMA.
 */
package org.ssl4j.network;
