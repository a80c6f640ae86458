package org.ssl4j.plugin;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;

/** Jars and directories of the class path, as people name them. */
final class ClassPlace {

  private ClassPlace() {}

  /** The jar or directory that a class came from; a phrase for a class that tells none. */
  static String of(Class<?> type) {
    var source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? "a place that its class loader does not tell"
        : text(source.getLocation());
  }

  /**
   * The jar or directory that holds a resource.
   *
   * @param name of the resource below it
   */
  static String of(URL resource, String name) {
    try {
      if (resource.openConnection() instanceof JarURLConnection jar) {
        return text(jar.getJarFileURL());
      }
    } catch (IOException e) {
      // A URL whose connection cannot even be made is still the best name that there is.
      return resource.toString();
    }
    String text = text(resource);
    return text.endsWith(name) ? text.substring(0, text.length() - name.length() - 1) : text;
  }

  private static String text(URL location) {
    try {
      return Path.of(location.toURI()).toString();
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return location.toString();
    }
  }
}
