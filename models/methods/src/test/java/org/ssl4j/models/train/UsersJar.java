package org.ssl4j.models.train;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.Callable;

/** A jar that names providers of a user's own, which are on the class path of no other test. */
final class UsersJar {

  private UsersJar() {}

  static <T> T with(Callable<T> work) throws Exception {
    var thread = Thread.currentThread();
    var before = thread.getContextClassLoader();
    var jar = new URL[] {UsersJar.class.getResource("/users-jar/")};
    try (var loader = new URLClassLoader(jar, before)) {
      thread.setContextClassLoader(loader);
      return work.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
