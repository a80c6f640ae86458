package org.ssl4j.cuda.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ssl4j.text.Text;

/**
 * What this machine has for the engine {@code cuda}: driver, cards, libraries. Asked when needed.
 */
public final class CudaMachine {
  private final Supplier<CudaDriverAnswer> driver;
  private final Function<CudaLibrary, Optional<Path>> finder;
  private final boolean supportedSystem;
  private CudaDriverAnswer answer;
  private Map<CudaLibrary, Optional<Path>> libraries;

  /**
   * @param driver asks the driver
   * @param finder looks for a library
   * @param supportedSystem whether this is Linux on x86-64
   */
  CudaMachine(
      Supplier<CudaDriverAnswer> driver,
      Function<CudaLibrary, Optional<Path>> finder,
      boolean supportedSystem) {
    this.driver = driver;
    this.finder = finder;
    this.supportedSystem = supportedSystem;
  }

  /** This machine. */
  public static CudaMachine here() {
    var finder = LibraryFinder.here();
    return new CudaMachine(
        DriverCalls::ask,
        finder::find,
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
  }

  /** Whether this is Linux on x86-64; nothing is asked for that. */
  public boolean isSupportedSystem() {
    return supportedSystem;
  }

  /** The driver's answer. */
  public CudaDriverAnswer driver() {
    if (answer == null) {
      answer =
          supportedSystem
              ? driver.get()
              : CudaDriverAnswer.none("this engine runs on Linux on x86-64 processors only");
    }
    return answer;
  }

  /** Where each library lies; empty where it was not found. */
  public Map<CudaLibrary, Optional<Path>> libraries() {
    if (libraries == null) {
      Map<CudaLibrary, Optional<Path>> found = new EnumMap<>(CudaLibrary.class);
      for (var library : CudaLibrary.values()) {
        found.put(library, finder.apply(library));
      }
      libraries = found;
    }
    return libraries;
  }

  /** Why the engine cannot be used, in one clause that says how to mend it; empty if it can. */
  public Optional<String> unavailable() {
    var problem = driver().problem();
    if (problem.isPresent()) {
      return problem;
    }
    if (driver().cards().isEmpty()) {
      return Optional.of("the driver shows no card to this process");
    }
    if (card().isEmpty()) {
      var card = driver().cards().get(0);
      return Optional.of(
          Text.of(
              "the card %s has compute capability %s, and 7.5 (Turing) is the least",
              card.name(), card.capability()));
    }
    return missingLibraries();
  }

  /** The libraries that were not found, in one clause that says how to get them. */
  public Optional<String> missingLibraries() {
    List<String> missing = new ArrayList<>();
    List<String> wheels = new ArrayList<>();
    libraries()
        .forEach(
            (library, path) -> {
              if (path.isEmpty()) {
                missing.add(Text.of("%s (%s)", library.label(), library.names().get(0)));
                if (!wheels.contains(library.wheel())) {
                  wheels.add(library.wheel());
                }
              }
            });
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    boolean one = missing.size() == 1;
    String last = missing.remove(missing.size() - 1);
    String named = one ? last : String.join(", ", missing) + " and " + last;
    return Optional.of(
        Text.of(
            "%s %s not found; install %s with \"pip install %s\", or name the folder in %s",
            named,
            one ? "was" : "were",
            one ? "it" : "them",
            String.join(" ", wheels),
            LibraryFinder.VARIABLE));
  }

  /** The first card that is new enough. */
  public Optional<CudaCard> card() {
    return driver().cards().stream().filter(CudaCard::isNewEnough).findFirst();
  }
}
