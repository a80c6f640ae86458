/**
 * What a run is on disk, and what a program hears of it while it goes on: the directory and its
 * lock, records of steps, epochs and spectra, the files they are in, provenance, the diagnosis of a
 * run, listeners. Reads what it writes; knows no training loop.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link EpochRecord}: a line of metrics.jsonl
 *   <li>{@link FinishedRun}: a run that a listener may look at
 *   <li>{@link MemoryEstimate}: memory that a training will take
 *   <li>{@link Outcome}: how a training ended
 *   <li>{@link RunDirectory}: the files of a run
 *   <li>{@link RunException}: a run's files cannot be used
 *   <li>{@link RunListener}: hears of a training
 *   <li>{@link RunPlan}: what a training is about to do
 *   <li>{@link SpectraRecord}: a line of spectra.jsonl
 *   <li>{@link StepRecord}: a line of steps.jsonl
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link DiagnosisFile}: cli, report, train
 *   <li>{@link DiskException}: checkpoint, cli, encoder, report, train
 *   <li>{@link Durations}: cli, report
 *   <li>{@link EpochLog}: cli, train
 *   <li>{@link EvaluationReport}: cli, encoder
 *   <li>{@link FittedData}: cli, encoder, study, train
 *   <li>{@link Json}: bench, checkpoint, cli, encoder, report, study, train
 *   <li>{@link JsonFiles}: checkpoint, report, study, train
 *   <li>{@link MetricFiles}: train
 *   <li>{@link Provenance}: cli, encoder, study, train
 *   <li>{@link RunDiagnosis}: api, cli, report, study
 *   <li>{@link RunHistories}: train
 *   <li>{@link RunLock}: api, cli, study
 *   <li>{@link Runs}: cli
 *   <li>{@link SetAside}: train
 *   <li>{@link SpectraFile}: cli
 *   <li>{@link TimeLeft}: cli, report
 * </ul>
 */
package org.ssl4j.run;
