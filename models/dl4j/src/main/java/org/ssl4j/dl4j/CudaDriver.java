package org.ssl4j.dl4j;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nd4j.common.config.ND4JClassLoading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ND4J from trying its CUDA backend where the driver is missing. ND4J would fall back to the
 * processor, too, but with pages of a stack trace about a native library, in which the one fact
 * that helps is hard to find.
 */
public final class CudaDriver {

  private static final String BACKEND = "org/nd4j/linalg/jcublas/JCublasBackend.class";
  private static final String BACKENDS = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";
  private static final String CUDA_PACKAGE = "org.nd4j.linalg.jcublas.";

  private static final List<String> USUAL_PLACES =
      List.of(
          "/lib/x86_64-linux-gnu",
          "/usr/lib/x86_64-linux-gnu",
          "/lib/aarch64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/lib64",
          "/usr/lib64",
          "/lib",
          "/usr/lib",
          "/usr/lib/wsl/lib",
          "/usr/local/nvidia/lib64",
          "/usr/local/nvidia/lib");

  private CudaDriver() {}

  /**
   * Before ND4J is used: hides its CUDA backend if that is on the class path and the driver is not
   * on the machine. One warning says so when ND4J looks for its backends.
   */
  public static void hideBackendWithoutIt() {
    if (hasBackend() && !servesBackend()) {
      ND4JClassLoading.setNd4jClassloader(
          new WithoutCuda(
              CudaDriver.class.getClassLoader(), library(System.getProperty("os.name"))));
    }
  }

  /** Whether ND4J's CUDA backend is on the class path and the driver on the machine. */
  static boolean servesBackend() {
    return hasBackend()
        && isThere(
            library(System.getProperty("os.name")),
            places(System.getenv()),
            Path.of("/etc/ld.so.cache"));
  }

  private static boolean hasBackend() {
    return CudaDriver.class.getClassLoader().getResource(BACKEND) != null;
  }

  /** Not a constant: a command that needs no tensors starts without the logging system, too. */
  private static Logger log() {
    return LoggerFactory.getLogger(CudaDriver.class);
  }

  /** The driver's library as the system's loader looks for it. */
  static String library(String system) {
    return system.toLowerCase(Locale.ROOT).startsWith("windows") ? "nvcuda.dll" : "libcuda.so.1";
  }

  /** Where the system's loader may find it. */
  static List<Path> places(Map<String, String> environment) {
    List<Path> places = new ArrayList<>();
    String searched = environment.getOrDefault("LD_LIBRARY_PATH", "");
    Arrays.stream(searched.split(":"))
        .filter(place -> !place.isBlank())
        .forEach(place -> places.add(Path.of(place)));
    USUAL_PLACES.forEach(place -> places.add(Path.of(place)));
    if (environment.containsKey("SystemRoot")) {
      places.add(Path.of(environment.get("SystemRoot"), "System32"));
    }
    return places;
  }

  /**
   * Whether the system's loader would find a library.
   *
   * @param cache its list of libraries in other places, on Linux
   */
  static boolean isThere(String library, List<Path> places, Path cache) {
    if (places.stream().anyMatch(place -> Files.exists(place.resolve(library)))) {
      return true;
    }
    try {
      return Files.isRegularFile(cache)
          && new String(Files.readAllBytes(cache), StandardCharsets.ISO_8859_1).contains(library);
    } catch (IOException e) {
      log().debug("cannot read {}", cache, e);
      return false;
    }
  }

  /** Finds all but the CUDA backend. */
  static final class WithoutCuda extends ClassLoader {
    private final String missing;
    private final AtomicBoolean said = new AtomicBoolean();

    WithoutCuda(ClassLoader parent, String missing) {
      super(parent);
      this.missing = missing;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      if (!name.equals(BACKENDS)) {
        return super.getResources(name);
      }
      List<URL> kept = new ArrayList<>();
      for (URL list : Collections.list(super.getResources(name))) {
        if (!namesCuda(list)) {
          kept.add(list);
        }
      }
      if (said.compareAndSet(false, true)) {
        log()
            .warn(
                "this build can use a GPU, but the NVIDIA driver is not installed ({} is missing): everything is computed on the CPU. Install the driver, or build without -Pcuda",
                missing);
      }
      return Collections.enumeration(kept);
    }

    private static boolean namesCuda(URL list) throws IOException {
      try (var in = list.openStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .anyMatch(line -> line.startsWith(CUDA_PACKAGE));
      }
    }
  }
}
