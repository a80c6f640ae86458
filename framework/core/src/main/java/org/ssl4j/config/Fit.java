package org.ssl4j.config;

import org.ssl4j.text.Text;

/**
 * A default that was replaced because it does not fit the data or the rest of the config.
 *
 * @param path dotted
 * @param from the default
 * @param to what counts instead
 * @param because why the default does not fit, as a clause
 */
public record Fit(String path, String from, String to, String because) {

  @Override
  public String toString() {
    return Text.of("%s is %s instead of %s: %s", path, to, from, because);
  }
}
