/**
 * What an experiment is: immutable records bound from YAML, and the loader that refuses what is
 * wrong with file, line, path and hint. Knows no other package of the project.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link BackboneConfig}: settings that a backbone gets
 *   <li>{@link DataConfig}: settings that a data source gets
 *   <li>{@link DataSettings}: settings of a data source from another jar
 *   <li>{@link ExperimentConfig}: the whole config of a run
 *   <li>{@link HeadConfig}: part of a method's settings
 *   <li>{@link InvalidSettingException}: refuses a value in the settings of another jar
 *   <li>{@link LoadedConfig}: a checked config with the places of its values
 *   <li>{@link MethodSettings}: settings of a method from another jar
 *   <li>{@link PredictorConfig}: part of a method's settings
 *   <li>{@link Setting}: describes a key of a settings record
 *   <li>{@link TargetConfig}: part of a method's settings
 * </ul>
 *
 * <p>Public for packages of this house:
 *
 * <ul>
 *   <li>{@link AblationConfig}: study
 *   <li>{@link AblationFile}: cli, study
 *   <li>{@link Arithmetic}: bench, cli, cuda, dl4j, dl4j.bench, dl4j.kernel, network, run, train
 *   <li>{@link AxisConfig}: study
 *   <li>{@link CellConfig}: study
 *   <li>{@link CheckpointConfig}: checkpoint, train
 *   <li>{@link ConfigChanges}: cli, run, train
 *   <li>{@link ConfigChecks}: study
 *   <li>{@link ConfigLoader}: api, bench, cli, encoder, method, plugin, study
 *   <li>{@link ConfigReference}: cli
 *   <li>{@link Convolution}: bench, cuda, dl4j, dl4j.bench, dl4j.kernel, dl4j.layer, network,
 *       reference, run
 *   <li>{@link DeviceKind}: cli, cuda, dl4j, encoder, network
 *   <li>{@link DidYouMean}: cli, plugin, study
 *   <li>{@link EvaluationConfig}: encoder, study, train
 *   <li>{@link ExpectConfig}: study
 *   <li>{@link Fit}: run
 *   <li>{@link FlatSettings}: encoder, report, run, study
 *   <li>{@link MonitorConfig}: study, train
 *   <li>{@link OptimizerConfig}: cuda, cuda.update, dl4j, dl4j.update, network, reference, train
 *   <li>{@link PredictionConfig}: study
 *   <li>{@link ProbeConfig}: encoder, study, train
 *   <li>{@link PublishedConfig}: study
 *   <li>{@link ScheduleConfig}: study, train
 *   <li>{@link SuiteConfig}: study
 *   <li>{@link SuiteFile}: study
 *   <li>{@link Versions}: cli, dl4j, report, run
 *   <li>{@link ViewConfig}: augment
 *   <li>{@link ViewGroupConfig}: augment, study
 *   <li>{@link ViewsConfig}: augment, bench, cli, study, train
 *   <li>{@link YamlValue}: study
 * </ul>
 */
package org.ssl4j.config;
