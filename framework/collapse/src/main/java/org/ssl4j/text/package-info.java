/**
 * Text that reads the same on every machine, and fits a line.
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link OneLine}: cli, error, interchange, kinds, run
 *   <li>{@link PathProblem}: cli, config, data
 *   <li>{@link Text}: api, augment, bench, checkpoint, cli, config, cuda, cuda.device, cuda.layer,
 *       cuda.update, data, diagnose, dl4j, dl4j.bench, dl4j.kernel, dl4j.update, encoder, eval,
 *       faces, interchange, kinds, matrix, measure, method, models.backbone, models.method,
 *       models.objective, network, plugin, reference, report, run, storage, study, train
 * </ul>
 */
package org.ssl4j.text;
