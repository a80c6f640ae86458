package org.ssl4j.reference;

import java.util.Optional;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineProvider;
import org.ssl4j.network.EngineSettings;
import org.ssl4j.text.Text;

/** Makes the reference engine known; {@code auto} never takes it. */
public final class ReferenceEngineProvider implements EngineProvider {

  private static final int ONLY_BY_NAME = -1;

  @Override
  public String name() {
    return ReferenceEngine.NAME;
  }

  @Override
  public String summary() {
    return "Plain Java loops in double precision, to check other engines with; a hundred times slower.";
  }

  @Override
  public int preference() {
    return ONLY_BY_NAME;
  }

  @Override
  public boolean supports(Precision precision) {
    return true;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public Engine open(EngineSettings settings) {
    var how = settings.convolution();
    if (how != Convolution.AUTO && how != Convolution.DIRECT) {
      throw new InvalidSettingException(
          "convolution",
          Text.of(
              "%s needs the engine onednn, and this network runs on reference; use auto or direct",
              how.word()));
    }
    return new ReferenceEngine(settings.precision());
  }
}
