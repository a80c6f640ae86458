/** Projectors and predictors. */
package org.ssl4j.models.head;
