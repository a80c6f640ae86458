package org.ssl4j.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * The directory of one run and the names in it:
 *
 * <pre>
 * config.yaml  provenance.json  metrics.jsonl  metrics.csv  steps.jsonl  spectra.jsonl  train.log
 * checkpoints/  set-aside/  encoder.zip  diagnosis.json  evaluation/  gallery/  report.html
 * </pre>
 */
public record RunDirectory(Path path) {

  /** What is there before the first thing that a run cannot do without. */
  private static final Set<String> BEGINNINGS = Set.of("train.log", RunLock.NAME);

  /**
   * Creates {@code parent/name/time}, the time in UTC.
   *
   * @throws RunException if that is impossible
   */
  public static RunDirectory createUnder(Path parent, String name) {
    var base = parent.resolve(name);
    try {
      Files.createDirectories(base);
      return new RunDirectory(Files.createDirectory(base.resolve(Runs.nameOf(Instant.now()))));
    } catch (FileAlreadyExistsException e) {
      throw new RunException(
          Text.of(
              "%s already exists, so the run directory cannot be created; remove it or choose another directory",
              e.getFile()),
          e);
    } catch (IOException e) {
      throw new RunException(cannotCreate(base, e), e);
    }
  }

  /**
   * Creates exactly that directory, or takes it if it is empty but for what a run leaves that was
   * refused or killed before it began.
   *
   * @throws RunException if it holds a run or anything else, or cannot be created
   */
  public static RunDirectory createAt(Path path) {
    var run = new RunDirectory(path);
    if (Files.exists(run.config()) || Files.exists(run.metrics())) {
      throw new RunException(
          Text.of("%s already holds a run; resume it or choose another directory", path));
    }
    if (Files.isDirectory(path)) {
      requireEmpty(path);
    }
    try {
      Files.createDirectories(path);
      return run;
    } catch (FileAlreadyExistsException e) {
      throw new RunException(
          Text.of("%s is a file, not a directory; choose another place", path), e);
    } catch (IOException e) {
      throw new RunException(cannotCreate(path, e), e);
    }
  }

  private static void requireEmpty(Path path) {
    try (Stream<Path> content = Files.list(path)) {
      var foreign =
          content
              .map(file -> file.getFileName().toString())
              .filter(name -> !BEGINNINGS.contains(name))
              .sorted()
              .findFirst();
      if (foreign.isPresent()) {
        throw new RunException(
            Text.of(
                "%s is not empty (it holds %s); choose a new or an empty directory",
                path, foreign.get()));
      }
    } catch (IOException e) {
      throw new RunException(Text.of("cannot list %s (%s)", path, DurableFiles.reason(e)), e);
    }
  }

  /**
   * Opens the directory of an earlier run.
   *
   * @throws RunException if it holds none
   */
  public static RunDirectory open(Path path) {
    var run = new RunDirectory(path);
    if (!Files.isRegularFile(run.config())) {
      throw new RunException(Text.of("%s holds no run (no config.yaml in it)", path));
    }
    return run;
  }

  private static String cannotCreate(Path path, IOException cause) {
    return Text.of(
        "cannot create the run directory %s (%s); choose a writable place",
        path, DurableFiles.reason(cause));
  }

  public Path config() {
    return path.resolve("config.yaml");
  }

  public Path provenance() {
    return path.resolve("provenance.json");
  }

  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  public Path metricsCsv() {
    return path.resolve("metrics.csv");
  }

  public Path steps() {
    return path.resolve("steps.jsonl");
  }

  public Path spectra() {
    return path.resolve("spectra.jsonl");
  }

  public Path diagnosis() {
    return path.resolve("diagnosis.json");
  }

  public Path log() {
    return path.resolve("train.log");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /** Names of the newest, the best and the last healthy checkpoint. */
  public Path checkpointIndex() {
    return checkpoints().resolve("index.json");
  }

  /** What a run left when it went back to an earlier checkpoint. */
  public Path setAside() {
    return path.resolve("set-aside");
  }

  public Path encoder() {
    return path.resolve("encoder.zip");
  }

  /** A few embeddings, small pictures and views, for the report: see {@code Gallery}. */
  public Path gallery() {
    return path.resolve("gallery");
  }

  public Path report() {
    return path.resolve("report.html");
  }

  /** Result of an evaluation by {@code ssl4j evaluate}: {@code linear}, {@code knn}, ... */
  public Path evaluation(String what) {
    return path.resolve("evaluation").resolve(what + ".json");
  }

  /**
   * Writes a file so that either the old or the new one is there, never half of one.
   *
   * @throws DiskException if the disk refuses
   */
  public static void writeAtomically(Path file, String text) {
    try {
      DurableFiles.replace(file, text);
    } catch (IOException e) {
      throw DiskException.cannotWrite(file, e);
    }
  }
}
