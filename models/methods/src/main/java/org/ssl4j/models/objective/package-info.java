/**
 * The losses as pure functions of embeddings: value, terms and analytic gradient. They hold no
 * state.
 */
package org.ssl4j.models.objective;
