package org.ssl4j.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what the user wrote from what he was given: defaults, presets and the configs that come
 * with the product. What he was given is fitted to his data; what he wrote is refused where it does
 * not fit.
 */
final class Authorship {

  /**
   * In each jar that comes with configs: names them as they lie below {@code configs/}, one a line.
   */
  private static final String LIST = "META-INF/ssl4j/shipped-configs.txt";

  /** What messages call the preset of the views. */
  static final String PRESET = "preset ";

  private static final Set<String> SHIPPED = readList();

  /** Everything in this file counts as given, {@code --set} does not; null for no such file. */
  private final Path given;

  private Authorship(Path given) {
    this.given = given;
  }

  /** As the places say. */
  static Authorship byPlace() {
    return new Authorship(null);
  }

  /** For the complete config that a run or a study has written: its values are nobody's wish. */
  static Authorship given(Path file) {
    return new Authorship(file);
  }

  /** Whether a run or a study has written the file. */
  boolean resolved() {
    return given != null;
  }

  /** Whether a value that stands there is the user's. */
  boolean users(Place place) {
    String source = place.source();
    if (place.given() || given != null && source.equals(given.toString())) {
      return false;
    }
    return place.line() == 0 || !source.startsWith(PRESET) && !shipped(source);
  }

  private static boolean shipped(String source) {
    return home()
        .map(home -> home.resolve("configs"))
        .flatMap(configs -> below(configs, source))
        .filter(SHIPPED::contains)
        .isPresent();
  }

  private static Optional<Path> home() {
    return Optional.ofNullable(System.getProperty("ssl4j.home"))
        .map(home -> Path.of(home).toAbsolutePath().normalize());
  }

  private static Optional<String> below(Path configs, String source) {
    Path file = Path.of(source).toAbsolutePath().normalize();
    return file.startsWith(configs)
        ? Optional.of(configs.relativize(file).toString().replace('\\', '/'))
        : Optional.empty();
  }

  private static Set<String> readList() {
    Set<String> names = new HashSet<>();
    try {
      for (URL list : Collections.list(Authorship.class.getClassLoader().getResources(LIST))) {
        try (InputStream in = list.openStream()) {
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .forEach(names::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Set.copyOf(names);
  }
}
