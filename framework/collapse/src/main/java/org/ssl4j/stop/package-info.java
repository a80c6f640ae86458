/** How long work hears that it should end: asked for by everything that takes seconds. */
package org.ssl4j.stop;
