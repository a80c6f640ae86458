package org.ssl4j.method;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.text.Text;

/** The methods on the class path. */
public final class MethodCatalog {

  private final Map<String, MethodProvider> providers = new TreeMap<>();

  /**
   * Finds them.
   *
   * @throws IllegalStateException if two providers share a name
   */
  public MethodCatalog() {
    for (var provider : ServiceLoader.load(MethodProvider.class)) {
      var other = providers.put(provider.name(), provider);
      if (other != null) {
        throw new IllegalStateException(
            Text.of(
                "method \"%s\" is provided by both %s and %s; remove one from the class path",
                provider.name(), other.getClass().getName(), provider.getClass().getName()));
      }
    }
  }

  /** All, by name. */
  public Map<String, MethodProvider> providers() {
    return Map.copyOf(providers);
  }

  /** Settings record of each, by name: what the config loader needs. */
  public Map<String, Class<? extends MethodSettings>> settingsTypes() {
    return providers.values().stream()
        .collect(Collectors.toMap(MethodProvider::name, MethodProvider::settingsType));
  }

  /** The provider of that name; the config loader has refused unknown ones. */
  public MethodProvider get(String name) {
    var provider = providers.get(name);
    if (provider == null) {
      throw new IllegalArgumentException(
          Text.of(
              "Unknown method \"%s\". Methods on the class path: %s", name, providers.keySet()));
    }
    return provider;
  }
}
