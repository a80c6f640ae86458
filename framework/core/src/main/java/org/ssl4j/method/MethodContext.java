package org.ssl4j.method;

import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineCatalog;
import org.ssl4j.network.EngineSettings;

/**
 * What a method is built from.
 *
 * @param config the experiment; its method section is of the provider's settings type
 * @param engine executes its networks; whoever opened it closes it, after the method
 * @param precision of what its networks hand out: float for training, double for checks
 */
public record MethodContext(ExperimentConfig config, Engine engine, Precision precision) {

  /** Opens the engine that the config names. */
  public static MethodContext open(ExperimentConfig config, Precision precision) {
    var engine =
        new EngineCatalog()
            .open(config.engine(), config.device(), EngineSettings.of(config, precision));
    return new MethodContext(config, engine, precision);
  }
}
