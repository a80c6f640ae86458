package org.ssl4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * The runs of one name, {@code runs/NAME/TIME}, in the order in which they began. Their names are
 * times in UTC; those of earlier versions are times of whatever zone the machine was in, so the
 * order is that of the moments which the runs recorded.
 */
public final class Runs {

  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT);

  private Runs() {}

  /** The name of a run that begins at a moment. */
  static String nameOf(Instant began) {
    return NAME.format(began.atOffset(ZoneOffset.UTC));
  }

  /** Whether a directory holds a run. */
  public static boolean holdsOne(Path directory) {
    return Files.isRegularFile(new RunDirectory(directory).config());
  }

  /**
   * The run that began last.
   *
   * @param parent of the run directories, often {@code runs/NAME}
   * @throws RunException if it cannot be listed
   */
  public static Optional<Path> newest(Path parent) {
    if (!Files.isDirectory(parent)) {
      return Optional.empty();
    }
    try (Stream<Path> runs = Files.list(parent)) {
      return runs.filter(Runs::holdsOne)
          .max(Comparator.comparing(Runs::began).thenComparing(Comparator.naturalOrder()));
    } catch (IOException e) {
      throw new RunException(Text.of("cannot list %s (%s)", parent, DurableFiles.reason(e)), e);
    }
  }

  /** When a run began: as it recorded, or else as its name says, or else as its config is dated. */
  static Instant began(Path directory) {
    var run = new RunDirectory(directory);
    return recorded(run).or(() -> named(directory)).orElseGet(() -> dated(run.config()));
  }

  private static Optional<Instant> recorded(RunDirectory run) {
    if (!Files.isRegularFile(run.provenance())) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(run.provenance())) {
      return Optional.of(Instant.parse(Json.MAPPER.readTree(in).path("started").asText()));
    } catch (IOException | DateTimeParseException e) {
      LOG.warn(
          "{} does not say when its run began; the name of the directory is used instead",
          run.provenance());
      return Optional.empty();
    }
  }

  private static Optional<Instant> named(Path directory) {
    try {
      var name = Text.plainDigits(directory.getFileName().toString());
      return Optional.of(LocalDateTime.parse(name, NAME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Instant dated(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new RunException(Text.of("cannot read %s (%s)", file, DurableFiles.reason(e)), e);
    }
  }
}
