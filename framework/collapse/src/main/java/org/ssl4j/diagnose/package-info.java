/**
 * From measures to a verdict: {@link org.ssl4j.diagnose.Diagnosis} of a run's history, {@link
 * org.ssl4j.diagnose.EmbeddingExam} of embeddings alone. A function of numbers, without files,
 * networks or images. Rules and thresholds: {@code docs/METRICS.md}.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link Cause}: part of a diagnosis
 *   <li>{@link Diagnosis}: verdict, evidence, onset and causes
 *   <li>{@link EmbeddingExam}: diagnoses embeddings of any origin
 *   <li>{@link Evidence}: part of a diagnosis
 *   <li>{@link LayerDiagnosis}: part of a diagnosis
 *   <li>{@link Onset}: part of a diagnosis
 *   <li>{@link RunHistory}: diagnoses a training of any origin
 *   <li>{@link Severity}: part of a diagnosis
 *   <li>{@link Verdict}: what a representation was found to be
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link MethodFacts}: method, report, train
 *   <li>{@link SettingCause}: method, models.method
 *   <li>{@link Threshold}: report
 *   <li>{@link Thresholds}: kinds, report
 *   <li>{@link WrittenSettings}: method, models.method
 * </ul>
 */
package org.ssl4j.diagnose;
