package org.ssl4j.plugin;

import java.io.File;
import java.util.Arrays;
import java.util.List;

/**
 * One part that was found, and where.
 *
 * @param name the name that a config asks for
 * @param provider full name of the provider's class
 * @param place the jar or directory that the class came from
 * @param builtIn whether it is part of SSL4J
 */
public record Plugin(String name, String provider, String place, boolean builtIn) {

  /** Set by the launcher: the jars it has added to the class path. */
  private static final String ADDED = "ssl4j.plugins";

  private static final String OWN_PACKAGES = "org.ssl4j.";

  /** What there is to say about a part of this name, made by a provider of this class. */
  public static Plugin of(String name, Class<?> provider) {
    String place = ClassPlace.of(provider);
    boolean builtIn = provider.getName().startsWith(OWN_PACKAGES) && !addedJars().contains(place);
    return new Plugin(name, provider.getName(), place, builtIn);
  }

  /**
   * The jars that {@code --plugins} and {@code SSL4J_PLUGINS} have added to the class path; empty
   * if there are none, or if this JVM was not started by the launcher.
   */
  public static List<String> addedJars() {
    String added = System.getProperty(ADDED, "");
    return Arrays.stream(added.split(File.pathSeparator)).filter(jar -> !jar.isEmpty()).toList();
  }
}
