/** How good a frozen representation is: weighted k-NN. */
package org.ssl4j.eval;
