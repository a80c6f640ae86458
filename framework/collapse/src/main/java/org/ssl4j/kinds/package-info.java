/**
 * Kinds of collapse beyond embeddings, each with one way of reading, judging, printing and drawing:
 * a {@link org.ssl4j.kinds.CollapseKind} says which arrays it reads, measures them, judges the
 * numbers, with or without those of a baseline, and gives pictures as data. A kind is one class,
 * found by {@code java.util.ServiceLoader}. What each can and cannot tell: {@code
 * docs/FACES-OF-COLLAPSE.md}.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link ArrayNeed}: an array that a kind reads
 *   <li>{@link AttentionKind}: the kind attention, found by ServiceLoader
 *   <li>{@link CodesKind}: the kind codes, found by ServiceLoader
 *   <li>{@link CollapseKind}: one kind
 *   <li>{@link CollapseKinds}: all kinds on the class path
 *   <li>{@link FaceExam}: arrays of one kind, measured and judged
 *   <li>{@link FaceMeasure}: part of an examination
 *   <li>{@link GenerativeKind}: the kind generative, found by ServiceLoader
 *   <li>{@link KindFile}: the arrays of a kind in a file
 *   <li>{@link KindInput}: what a kind measures
 *   <li>{@link KindMeasurement}: what a kind measured
 *   <li>{@link KindOption}: what a kind may be told
 *   <li>{@link MeasureInfo}: a measure of a kind
 *   <li>{@link MeasuredValues}: measures by name
 *   <li>{@link PairsKind}: the kind pairs, found by ServiceLoader
 *   <li>{@link Picture}: a picture as data
 *   <li>{@link Ruling}: the verdict of a kind
 *   <li>{@link TokensKind}: the kind tokens, found by ServiceLoader
 *   <li>{@link UnitsKind}: the kind units, found by ServiceLoader
 *   <li>{@link VaeKind}: the kind vae, found by ServiceLoader
 * </ul>
 */
package org.ssl4j.kinds;
