package org.ssl4j.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.ssl4j.text.Text;

/**
 * Says which provider {@link java.util.ServiceLoader} stumbled over. Its own messages name the
 * class, but not the jar whose service file names it.
 */
final class ServiceFiles {

  private static final String DIRECTORY = "META-INF/services/";

  private ServiceFiles() {}

  /**
   * The first thing that is wrong with the providers of a service, as a sentence without its full
   * stop.
   *
   * @param error what the service loader said
   */
  static String problem(String kind, Class<?> service, ClassLoader loader, Throwable error) {
    String file = DIRECTORY + service.getName();
    try {
      for (URL url : Collections.list(loader.getResources(file))) {
        String place = ClassPlace.of(url, file);
        for (String name : classNames(url)) {
          Optional<String> problem = problemOf(name, service, loader);
          if (problem.isPresent()) {
            return Text.of("the %s provider %s of %s %s", kind, name, place, problem.get());
          }
        }
      }
    } catch (IOException e) {
      return Text.of(
          "the providers of kind %s cannot be listed (%s)", kind, oneLine(e.getMessage()));
    }
    return Text.of(
        "the providers of kind %s cannot be loaded (%s)", kind, oneLine(error.getMessage()));
  }

  private static List<String> classNames(URL url) throws IOException {
    var connection = url.openConnection();
    // A cached jar stays open as long as the JVM lives.
    connection.setUseCaches(false);
    try (var lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.replaceAll("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  /** Makes the provider as the service loader does; what is wrong with it as a predicate. */
  private static Optional<String> problemOf(String name, Class<?> service, ClassLoader loader) {
    Class<?> type;
    try {
      type = Class.forName(name, true, loader);
    } catch (ClassNotFoundException e) {
      return Optional.of(
          Text.of(
              "cannot be used: %s%s names a class that is missing", DIRECTORY, service.getName()));
    } catch (LinkageError e) {
      return Optional.of(Text.of("cannot be loaded (%s)", linkage(e)));
    }
    if (!service.isAssignableFrom(type)) {
      return Optional.of(Text.of("cannot be used: the class is no %s", service.getName()));
    }
    Constructor<?> constructor;
    try {
      constructor = type.getDeclaredConstructor();
    } catch (NoSuchMethodException | LinkageError e) {
      return Optional.of("cannot be used: it has no public constructor without parameters");
    }
    if (!Modifier.isPublic(type.getModifiers())
        || !Modifier.isPublic(constructor.getModifiers())
        || Modifier.isAbstract(type.getModifiers())) {
      return Optional.of(
          "cannot be used: it must be a public class with a public constructor without parameters");
    }
    try {
      constructor.newInstance();
      return Optional.empty();
    } catch (InvocationTargetException e) {
      return Optional.of(
          Text.of("cannot be made: its constructor threw %s", oneLine(e.getCause().toString())));
    } catch (ReflectiveOperationException | LinkageError e) {
      return Optional.of(Text.of("cannot be made (%s)", oneLine(e.toString())));
    }
  }

  private static String linkage(LinkageError error) {
    String message = oneLine(error.getMessage());
    if (error instanceof UnsupportedClassVersionError) {
      return "it was compiled for a newer Java than this one: " + message;
    }
    return error instanceof NoClassDefFoundError
        ? "it needs the class " + message.replace('/', '.') + ", which is not on the class path"
        : error.getClass().getSimpleName() + ": " + message;
  }

  private static String oneLine(String text) {
    return text == null ? "" : text.replaceAll("\\s+", " ");
  }
}
