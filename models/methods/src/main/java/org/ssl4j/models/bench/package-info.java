/** What {@code ssl4j bench objective} times. */
package org.ssl4j.models.bench;
