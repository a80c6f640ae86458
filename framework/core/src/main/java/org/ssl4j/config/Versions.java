package org.ssl4j.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Versions of this build, written into a resource by Maven. */
public final class Versions {

  private static final Properties PROPERTIES = read();

  /** Of this project. */
  public static final String SSL4J = PROPERTIES.getProperty("ssl4j");

  /** Of Deeplearning4j and ND4J. */
  public static final String DL4J = PROPERTIES.getProperty("dl4j");

  private Versions() {}

  private static Properties read() {
    try (var in = Versions.class.getResourceAsStream("/org/ssl4j/version.properties")) {
      var properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("the build left out version.properties", e);
    }
  }
}
