package org.ssl4j.augment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Brings presets of views: augmentations that a config takes by name, in {@code views.preset} or in
 * a group of {@code views.groups}. Found through {@link java.util.ServiceLoader}, so a jar on the
 * class path adds its own.
 */
public interface ViewPresetProvider {

  /** The names it answers to. */
  Set<String> names();

  /**
   * A preset: YAML with the sections {@code view1} and {@code view2}, each with keys of {@link
   * org.ssl4j.config.ViewConfig}; a key that is left out has its default. The config's own keys
   * override it.
   *
   * @param name one of {@link #names}
   */
  String yaml(String name);

  /**
   * The text of a file in the provider's jar, in UTF-8.
   *
   * @param provider class beside whose class file the path begins
   * @param path such as {@code presets/name.yaml}
   * @throws IllegalStateException if the jar lacks the file
   */
  static String resource(Class<?> provider, String path) {
    try (InputStream in = provider.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
