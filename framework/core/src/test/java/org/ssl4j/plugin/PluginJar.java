package org.ssl4j.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Jars as outsiders make them: sources compiled against the class path of the tests. */
public final class PluginJar {

  private static final String SERVICES = "META-INF/services/";

  private final Map<String, byte[]> entries = new TreeMap<>();

  /** Names providers in a service file. */
  public PluginJar service(String service, String... providers) {
    String lines = String.join("\n", providers) + "\n";
    entries.put(SERVICES + service, lines.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Adds whatever a file of the jar is to hold. */
  public PluginJar file(String name, String text) {
    entries.put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /**
   * Compiles a public class and adds it with the classes inside it.
   *
   * @param name full name of the class
   */
  public PluginJar source(String name, String text) {
    try {
      Path directory = Files.createTempDirectory("ssl4j-plugin");
      Path source = directory.resolve("source").resolve(name.replace('.', '/') + ".java");
      Files.createDirectories(source.getParent());
      Files.writeString(source, text);
      Path classes = Files.createDirectory(directory.resolve("classes"));
      int code =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  "-proc:none",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-d",
                  classes.toString(),
                  source.toString());
      assertThat(code).as("javac %s", name).isZero();
      addTree(classes);
      delete(directory);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves a class out, as a jar does that was put together wrongly. */
  public PluginJar without(String className) {
    assertThat(entries.remove(className.replace('.', '/') + ".class")).isNotNull();
    return this;
  }

  private void addTree(Path classes) throws IOException {
    try (var files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        entries.put(name, Files.readAllBytes(file));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      List<Path> all = new ArrayList<>(files.toList());
      for (int i = all.size() - 1; i >= 0; i--) {
        Files.delete(all.get(i));
      }
    }
  }

  /** Writes the jar. */
  public Path write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
        for (var entry : entries.entrySet()) {
          jar.putNextEntry(new JarEntry(entry.getKey()));
          jar.write(entry.getValue());
          jar.closeEntry();
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does something with jars behind the class path, as in a JVM that was started with them. */
  public static <T> T with(List<Path> jars, Callable<T> work) throws Exception {
    var thread = Thread.currentThread();
    var before = thread.getContextClassLoader();
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    try (var loader = new URLClassLoader(urls, before)) {
      thread.setContextClassLoader(loader);
      return work.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
