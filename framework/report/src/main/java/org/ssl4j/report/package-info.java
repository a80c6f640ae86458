/**
 * What a person reads after a run: sheets, tables and pages.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link EmbeddingsReport}: cli
 *   <li>{@link FaceReport}: cli
 *   <li>{@link Gallery}: cli
 *   <li>{@link LiveServer}: cli
 *   <li>{@link PreviewSheet}: cli
 *   <li>{@link RunReport}: cli
 *   <li>{@link StudyReport}: cli
 * </ul>
 */
package org.ssl4j.report;
