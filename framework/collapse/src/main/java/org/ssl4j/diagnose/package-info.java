/**
 * From measures to a verdict: {@link org.ssl4j.diagnose.Diagnosis} of a run's history, {@link
 * org.ssl4j.diagnose.EmbeddingExam} of embeddings alone. A function of numbers, without files,
 * networks or images. Rules and thresholds: {@code docs/METRICS.md}.
 */
package org.ssl4j.diagnose;
