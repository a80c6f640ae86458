package org.ssl4j.plugin;

/** What the jars of {@link CatalogTest} provide; public, because they implement it. */
public interface Part extends Provider {}
