package org.ssl4j.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.DeviceKind;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.plugin.Catalog;
import org.ssl4j.text.Text;

/** The engines on the class path. */
public final class EngineCatalog {

  private static final Logger LOG = LoggerFactory.getLogger(EngineCatalog.class);
  private static final String KEY = "engine";
  private static final String DEVICE = "device";
  private static final String PRECISION = "precision";
  private static final String AUTO = "auto";

  /** Choices already logged: a study opens many engines, the user wants to read it once. */
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  private final SortedMap<String, EngineProvider> byName = new TreeMap<>();
  private final List<EngineProvider> providers;

  /**
   * Finds them.
   *
   * @throws org.ssl4j.plugin.PluginException if a provider cannot be used, or two share a name
   */
  public EngineCatalog() {
    this(find().providers().values());
  }

  EngineCatalog(Collection<EngineProvider> found) {
    found.forEach(provider -> byName.put(provider.name(), provider));
    providers = new ArrayList<>(found);
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
   * @param device that it has to compute on
   * @throws InvalidSettingException if there is none, or it does not work here
   */
  public Engine open(String name, DeviceKind device, EngineSettings settings) {
    EngineProvider provider;
    if (name.equals(AUTO)) {
      provider = preferred(device, settings);
      String detail = provider.detail();
      logOnce(
          provider.name(), "the fastest that works here" + (detail.isEmpty() ? "" : ", " + detail));
    } else {
      provider = usable(name, device, settings);
      logOnce(name, "as configured");
    }
    return provider.open(settings);
  }

  /**
   * Refuses an engine that cannot be opened.
   *
   * @throws InvalidSettingException as {@link #open} does
   */
  public void check(String name, DeviceKind device, EngineSettings settings) {
    if (!name.equals(AUTO)) {
      usable(name, device, settings);
    } else if (device != DeviceKind.AUTO || settings.arithmetic() != Arithmetic.FLOAT32) {
      // Something always computes in float32; whether it works here is not worth loading it twice.
      preferred(device, settings);
    }
  }

  private EngineProvider usable(String name, DeviceKind device, EngineSettings settings) {
    var provider = byName.get(name);
    if (provider == null) {
      throw new InvalidSettingException(
          KEY,
          Text.of(
              "Unknown engine \"%s\". Known engines: auto, %s",
              name, String.join(", ", byName.keySet())));
    }
    if (!on(device, provider)) {
      throw new InvalidSettingException(
          DEVICE,
          Text.of(
              "%s computes on the %s, and device is %s; set device: auto, or another engine",
              name, provider.device(), device.word()));
    }
    if (!provider.supports(settings.precision())) {
      throw new InvalidSettingException(
          KEY,
          Text.of(
              "%s does not compute in %s; use %s",
              name, settings.precision(), others(provider, device, settings)));
    }
    provider
        .unavailable()
        .ifPresent(
            reason -> {
              throw new InvalidSettingException(
                  KEY,
                  Text.of(
                      "%s cannot be used because %s; use auto or %s",
                      name, reason, others(provider, device, settings)));
            });
    provider
        .refusal(settings.arithmetic())
        .ifPresent(
            reason -> {
              throw new InvalidSettingException(
                  PRECISION,
                  Text.of(
                      "%s cannot compute in %s because %s; use float32",
                      name, settings.arithmetic().word(), reason));
            });
    return provider;
  }

  private static boolean on(DeviceKind device, EngineProvider provider) {
    return device == DeviceKind.AUTO || provider.device() == device;
  }

  private String others(EngineProvider refused, DeviceKind device, EngineSettings settings) {
    return String.join(
        " or ",
        providers.stream()
            .filter(
                other ->
                    other != refused
                        && other.preference() >= 0
                        && on(device, other)
                        && other.supports(settings.precision()))
            .map(EngineProvider::name)
            .toList());
  }

  private EngineProvider preferred(DeviceKind device, EngineSettings settings) {
    List<String> unusable = new ArrayList<>();
    List<String> otherNumbers = new ArrayList<>();
    for (var provider : providers) {
      if (provider.preference() < 0
          || !on(device, provider)
          || !provider.supports(settings.precision())) {
        continue;
      }
      var reason = provider.unavailable();
      if (reason.isPresent()) {
        unusable.add(Text.of("%s cannot be used because %s", provider.name(), reason.get()));
        warnUnlessItIsTheAnswer(provider, device, reason.get());
        continue;
      }
      Optional<String> refused = provider.refusal(settings.arithmetic());
      if (refused.isEmpty()) {
        return provider;
      }
      otherNumbers.add(Text.of("%s cannot because %s", provider.name(), refused.get()));
    }
    throw none(device, settings, unusable, otherNumbers);
  }

  /** With {@code device: gpu} the refusal says it. */
  private static void warnUnlessItIsTheAnswer(
      EngineProvider provider, DeviceKind device, String reason) {
    if (device != DeviceKind.GPU && LOGGED.add(provider.name() + reason)) {
      LOG.warn("The engine {} cannot be used because {}", provider.name(), reason);
    }
  }

  private static InvalidSettingException none(
      DeviceKind device,
      EngineSettings settings,
      List<String> unusable,
      List<String> otherNumbers) {
    if (!otherNumbers.isEmpty()) {
      return new InvalidSettingException(
          PRECISION,
          Text.of(
              "no engine computes in %s here: %s; use float32",
              settings.arithmetic().word(), String.join(", ", otherNumbers)));
    }
    if (device != DeviceKind.AUTO) {
      return new InvalidSettingException(
          DEVICE,
          Text.of(
              "no engine can use a %s here: %s; use auto or %s",
              device,
              unusable.isEmpty()
                  ? "none on the class path is made for one"
                  : String.join(", ", unusable),
              device == DeviceKind.GPU ? "cpu" : "gpu"));
    }
    return new InvalidSettingException(
        KEY, Text.of("no engine that computes in %s works here", settings.precision()));
  }

  private static void logOnce(String engine, String why) {
    if (LOGGED.add(engine + why)) {
      LOG.info("engine: {} ({})", engine, why);
    }
  }
}
