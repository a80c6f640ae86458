package org.ssl4j.run;

import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataSplits;
import org.ssl4j.method.SSLMethod;

/**
 * A run that has come to its end, while its networks and data are still open.
 *
 * @param directory what it wrote; metric files and the encoder are complete
 * @param loaded its config
 * @param data what it trained on and was measured with
 * @param method the trained networks; valid only during the call
 */
public record FinishedRun(
    RunDirectory directory, LoadedConfig loaded, DataSplits data, SSLMethod method) {}
