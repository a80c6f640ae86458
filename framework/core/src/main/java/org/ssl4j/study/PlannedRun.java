package org.ssl4j.study;

import java.nio.file.Path;
import org.ssl4j.config.LoadedConfig;

/**
 * One training run of a study.
 *
 * @param config complete, seed included
 * @param directory its run directory
 * @param own whether the study trains it; otherwise it was trained elsewhere and is only read
 */
public record PlannedRun(long seed, LoadedConfig config, Path directory, boolean own) {}
