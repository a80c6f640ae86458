package org.ssl4j.plugin;

/**
 * One kind of part that a jar can add; found through {@link java.util.ServiceLoader}, so that
 * {@code ssl4j plugins} lists kinds that the framework itself does not know.
 */
public interface PluginKind {

  /** The parts of this kind on the class path. */
  Catalog<?> catalog();
}
