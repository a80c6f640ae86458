package org.ssl4j.models.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.text.Text;

/** Chooses the engine of a network. */
public final class Engines {

  private static final Logger log = LoggerFactory.getLogger(Engines.class);
  private static final String KEY = "engine";
  private static final String AUTO = "auto";

  /** Choices already logged: every layer asks, the user wants to read it once. */
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  private Engines() {}

  /**
   * Resolves {@code auto} to the fastest engine that works here for that type.
   *
   * @param name {@code auto} or an engine's name
   * @param dataType type of the network
   * @throws InvalidSettingException if no engine has that name, or it does not work here
   */
  public static LayerEngine select(String name, DataType dataType) {
    return switch (name) {
      case AUTO -> fastest(dataType);
      case OneDnnEngine.NAME -> oneDnn(dataType);
      case Nd4jEngine.NAME -> {
        logOnce(Nd4jEngine.NAME, "as configured");
        yield new Nd4jEngine();
      }
      default ->
          throw new InvalidSettingException(
              KEY, Text.of("Unknown engine \"%s\". Known engines: auto, onednn, nd4j", name));
    };
  }

  private static LayerEngine fastest(DataType dataType) {
    if (dataType != DataType.FLOAT) {
      logOnce(Nd4jEngine.NAME, "onednn has no " + dataType);
      return new Nd4jEngine();
    }
    if (!OneDnnLibrary.available()) {
      if (LOGGED.add(AUTO)) {
        log.warn(
            "engine: nd4j. The faster engine, onednn, cannot be used because {}",
            OneDnnLibrary.reason());
      }
      return new Nd4jEngine();
    }
    logOnce(
        OneDnnEngine.NAME,
        Text.of("the fastest that works here, blocks of %d channels", OneDnnLibrary.get().block()));
    return new OneDnnEngine();
  }

  private static LayerEngine oneDnn(DataType dataType) {
    if (dataType != DataType.FLOAT) {
      throw new InvalidSettingException(
          KEY, Text.of("onednn computes in FLOAT only, not %s; use nd4j", dataType));
    }
    if (!OneDnnLibrary.available()) {
      throw new InvalidSettingException(
          KEY,
          Text.of("onednn cannot be used because %s; use auto or nd4j", OneDnnLibrary.reason()));
    }
    logOnce(OneDnnEngine.NAME, "as configured");
    return new OneDnnEngine();
  }

  private static void logOnce(String engine, String why) {
    if (LOGGED.add(engine + why)) {
      log.info("engine: {} ({})", engine, why);
    }
  }
}
