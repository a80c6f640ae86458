package org.ssl4j.cuda.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds CUDA's libraries: in the folders of a variable, then in the packages of {@code python3},
 * where every PyTorch with CUDA has them, then where the system's loader looks.
 */
final class LibraryFinder {
  private static final Logger LOG = LoggerFactory.getLogger(LibraryFinder.class);

  /** Folders, separated by colons. */
  static final String VARIABLE = "SSL4J_CUDA_LIBRARIES";

  private static final long PYTHON_SECONDS = 20;
  private static final String SITE_PACKAGES =
      "import site, sys; print('\\n'.join(site.getsitepackages() + [site.getusersitepackages()] + sys.path))";

  private static final List<String> USUAL =
      List.of(
          "/usr/local/cuda/lib64",
          "/usr/local/cuda/targets/x86_64-linux/lib",
          "/lib/x86_64-linux-gnu",
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib64",
          "/usr/lib");

  private final Map<String, String> environment;
  private final Supplier<List<Path>> sitePackages;
  private final List<Path> usual;
  private List<Path> folders;

  /**
   * @param sitePackages of Python; asked once, and only if the variable is not enough
   * @param usual folders of the system's loader
   */
  LibraryFinder(
      Map<String, String> environment, Supplier<List<Path>> sitePackages, List<Path> usual) {
    this.environment = environment;
    this.sitePackages = sitePackages;
    this.usual = usual;
  }

  /** For this process. */
  static LibraryFinder here() {
    return new LibraryFinder(
        System.getenv(), LibraryFinder::askPython, USUAL.stream().map(Path::of).toList());
  }

  private static List<Path> askPython() {
    try {
      var answer = ProcessAnswer.of(List.of("python3", "-c", SITE_PACKAGES), PYTHON_SECONDS);
      if (answer.code() == 0) {
        return answer
            .output()
            .lines()
            .filter(line -> !line.isBlank())
            .distinct()
            .map(Path::of)
            .toList();
      }
      LOG.debug("python3 does not name its packages: {}", answer.output());
    } catch (IOException e) {
      // A machine without Python: the libraries may lie elsewhere.
      LOG.debug("there is no python3", e);
    }
    return List.of();
  }

  /** Where a library lies; empty if it is in none of the places. */
  Optional<Path> find(CudaLibrary library) {
    for (String name : library.names()) {
      for (Path folder : folders()) {
        var found = find(folder, name);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private List<Path> folders() {
    if (folders == null) {
      List<Path> all = new ArrayList<>(listed(VARIABLE));
      sitePackages.get().forEach(site -> all.addAll(packaged(site.resolve("nvidia"))));
      all.addAll(listed("LD_LIBRARY_PATH"));
      all.addAll(usual);
      folders = all.stream().filter(Files::isDirectory).toList();
    }
    return folders;
  }

  private List<Path> listed(String variable) {
    return Arrays.stream(environment.getOrDefault(variable, "").split(":"))
        .filter(folder -> !folder.isBlank())
        .map(Path::of)
        .toList();
  }

  /** The folders {@code nvidia/NAME/lib} of Python's packages. */
  private static List<Path> packaged(Path nvidia) {
    if (!Files.isDirectory(nvidia)) {
      return List.of();
    }
    try (Stream<Path> packages = Files.list(nvidia)) {
      return packages.map(one -> one.resolve("lib")).sorted().toList();
    } catch (IOException e) {
      LOG.warn("cannot look for CUDA's libraries in {}: {}", nvidia, e.getMessage());
      return List.of();
    }
  }

  private static Optional<Path> find(Path folder, String name) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> isNamed(file.getFileName().toString(), name))
          .min(Comparator.naturalOrder());
    } catch (IOException e) {
      LOG.warn("cannot look for CUDA's libraries in {}: {}", folder, e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isNamed(String file, String name) {
    return file.equals(name) || file.startsWith(name + ".");
  }
}
