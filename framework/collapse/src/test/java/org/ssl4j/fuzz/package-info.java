/** Makes hostile bytes out of good ones; the fuzz tests stand beside what they attack. */
package org.ssl4j.fuzz;
