/** The five methods, one readable class each. */
package org.ssl4j.models.method;
