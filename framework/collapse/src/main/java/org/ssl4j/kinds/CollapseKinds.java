package org.ssl4j.kinds;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.Text;

/** All kinds on the class path. */
public final class CollapseKinds {

  private CollapseKinds() {}

  /** In the order of the class path. */
  public static List<CollapseKind> all() {
    return ServiceLoader.load(CollapseKind.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /**
   * @throws ConfigException if there is none of that name
   */
  public static CollapseKind named(String name) {
    return all().stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    Text.of(
                        "Unknown kind \"%s\". Known kinds: embeddings, %s",
                        name,
                        all().stream().map(CollapseKind::name).collect(Collectors.joining(", ")))));
  }
}
