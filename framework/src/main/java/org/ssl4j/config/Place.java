package org.ssl4j.config;

/**
 * Where a value was written.
 *
 * @param source a file as the user named it, {@code --set a.b=c}, or {@code preset NAME}
 * @param line 1-based; 0 where a line says nothing
 */
record Place(String source, int line) {

  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}
