/** Text that reads the same on every machine, and fits a line. */
package org.ssl4j.text;
