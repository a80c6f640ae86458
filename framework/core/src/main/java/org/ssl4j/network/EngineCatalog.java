package org.ssl4j.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.matrix.Precision;
import org.ssl4j.plugin.Catalog;
import org.ssl4j.text.Text;

/** The engines on the class path. */
public final class EngineCatalog {

  private static final Logger LOG = LoggerFactory.getLogger(EngineCatalog.class);
  private static final String KEY = "engine";
  private static final String AUTO = "auto";

  /** Choices already logged: a study opens many engines, the user wants to read it once. */
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  private final Catalog<EngineProvider> catalog;
  private final List<EngineProvider> providers;

  /**
   * Finds them.
   *
   * @throws org.ssl4j.plugin.PluginException if a provider cannot be used, or two share a name
   */
  public EngineCatalog() {
    catalog = find();
    providers = new ArrayList<>(catalog.providers().values());
    providers.sort(
        Comparator.comparingInt(EngineProvider::preference)
            .reversed()
            .thenComparing(EngineProvider::name));
  }

  static Catalog<EngineProvider> find() {
    return Catalog.of("engine", EngineProvider.class);
  }

  /** All, the preferred first. */
  public List<EngineProvider> providers() {
    return List.copyOf(providers);
  }

  /**
   * Opens the engine of that name, or for {@code auto} the preferred one that works here.
   *
   * @throws InvalidSettingException if there is none, or it does not work here
   */
  public Engine open(String name, Precision precision, Convolution convolution) {
    var provider = name.equals(AUTO) ? preferred(precision) : named(name, precision);
    return provider.open(precision, convolution);
  }

  /**
   * Refuses an engine that cannot be opened.
   *
   * @throws InvalidSettingException as {@link #open} does
   */
  public void check(String name, Precision precision) {
    if (!name.equals(AUTO)) {
      usable(name, precision);
    }
  }

  private EngineProvider named(String name, Precision precision) {
    var provider = usable(name, precision);
    logOnce(name, "as configured");
    return provider;
  }

  private EngineProvider usable(String name, Precision precision) {
    var provider =
        catalog
            .find(name)
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        KEY,
                        Text.of(
                            "Unknown engine \"%s\". Known engines: auto, %s",
                            name, String.join(", ", catalog.providers().keySet()))));
    if (!provider.supports(precision)) {
      throw new InvalidSettingException(
          KEY,
          Text.of(
              "%s does not compute in %s; use %s", name, precision, others(provider, precision)));
    }
    provider
        .unavailable()
        .ifPresent(
            reason -> {
              throw new InvalidSettingException(
                  KEY,
                  Text.of(
                      "%s cannot be used because %s; use auto or %s",
                      name, reason, others(provider, precision)));
            });
    return provider;
  }

  private String others(EngineProvider refused, Precision precision) {
    return String.join(
        " or ",
        providers.stream()
            .filter(
                other -> other != refused && other.preference() >= 0 && other.supports(precision))
            .map(EngineProvider::name)
            .toList());
  }

  private EngineProvider preferred(Precision precision) {
    for (var provider : providers) {
      if (provider.preference() < 0) {
        continue;
      }
      if (!provider.supports(precision)) {
        continue;
      }
      var reason = provider.unavailable();
      if (reason.isEmpty()) {
        String detail = provider.detail();
        logOnce(
            provider.name(),
            "the fastest that works here" + (detail.isEmpty() ? "" : ", " + detail));
        return provider;
      }
      if (LOGGED.add(provider.name() + reason.get())) {
        LOG.warn("The engine {} cannot be used because {}", provider.name(), reason.get());
      }
    }
    throw new InvalidSettingException(
        KEY, Text.of("no engine that computes in %s works here", precision));
  }

  private static void logOnce(String engine, String why) {
    if (LOGGED.add(engine + why)) {
      LOG.info("engine: {} ({})", engine, why);
    }
  }
}
