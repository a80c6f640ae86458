package org.ssl4j.method;

import org.nd4j.linalg.api.buffer.DataType;
import org.ssl4j.config.ExperimentConfig;

/**
 * What a method is built from.
 *
 * @param config the experiment; its method section is of the provider's settings type
 * @param dataType float for training, double for checks
 */
public record MethodContext(ExperimentConfig config, DataType dataType) {}
