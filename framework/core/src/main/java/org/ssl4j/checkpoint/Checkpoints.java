package org.ssl4j.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.run.Json;
import org.ssl4j.run.RunException;
import org.ssl4j.storage.ArrayFile;
import org.ssl4j.storage.Checksums;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * The checkpoints of a run: directories {@code checkpoints/step-00000390} with {@code state.json},
 * one file per array and their sums in {@code SHA256SUMS}.
 *
 * <p>A checkpoint is written under another name, forced to the disk and renamed, so what bears the
 * name is whole; what is altered later does not fit its sums.
 */
public final class Checkpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private static final String PREFIX = "step-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "\\d{1,18}");
  private static final String STATE = "state.json";
  private static final String PARTIAL = ".partial";
  private static final String REPLACED = ".replaced";
  private static final String REMOVED = ".removed";

  /** Bytes of a state; usual ones have under 1,000. */
  private static final int LARGEST_STATE = 1 << 20;

  private final Path directory;
  private final int keep;

  public Checkpoints(Path directory, int keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /**
   * Writes a checkpoint and removes the oldest beyond the number to keep.
   *
   * @param spared which of all, newest first, must not be removed
   * @throws IOException if the disk refuses; earlier checkpoints are untouched then
   */
  Path save(
      TrainingState state,
      Map<String, ArrayFile.Contents> arrays,
      Function<List<Path>, Set<Path>> spared)
      throws IOException {
    var target = directory.resolve(Text.of("%s%08d", PREFIX, state.step()));
    var partial = directory.resolve(target.getFileName() + PARTIAL);
    try {
      Files.createDirectories(directory);
      DurableFiles.deleteRecursively(partial);
      Files.createDirectory(partial);
      var sums = new Checksums(partial);
      for (var entry : arrays.entrySet()) {
        sums.write(entry.getKey() + ".array", out -> ArrayFile.write(entry.getValue(), out));
      }
      sums.write(STATE, out -> out.write(Json.pretty(state).getBytes(UTF_8)));
      sums.writeList();
      DurableFiles.force(partial);
      putInPlace(partial, target);
    } catch (IOException e) {
      DurableFiles.discard(partial, e);
      throw e;
    }
    prune(spared);
    return target;
  }

  /** A directory cannot be replaced in one step; {@link #recover} mends a kill between the two. */
  private void putInPlace(Path partial, Path target) throws IOException {
    var replaced = directory.resolve(target.getFileName() + REPLACED);
    if (Files.exists(target)) {
      DurableFiles.deleteRecursively(replaced);
      Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(replaced)) {
        Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
    DurableFiles.force(directory);
    DurableFiles.deleteRecursively(replaced);
  }

  /** Puts in order what a kill in the middle of a save has left. */
  public void recover() throws IOException {
    for (Path left : entries()) {
      String name = left.getFileName().toString();
      if (name.endsWith(REPLACED)) {
        var target = directory.resolve(name.substring(0, name.length() - REPLACED.length()));
        if (Files.exists(target)) {
          DurableFiles.deleteRecursively(left);
        } else {
          Files.move(left, target, StandardCopyOption.ATOMIC_MOVE);
        }
      } else if (name.endsWith(PARTIAL) || name.endsWith(REMOVED)) {
        DurableFiles.deleteRecursively(left);
      }
    }
  }

  /** The checkpoints, newest first. */
  public List<Path> list() {
    try {
      return entries().stream()
          .filter(Checkpoints::isName)
          .sorted(Comparator.comparingLong(Checkpoints::step).reversed())
          .toList();
    } catch (IOException e) {
      throw new RunException(Text.of("cannot list %s (%s)", directory, DurableFiles.reason(e)), e);
    }
  }

  private List<Path> entries() throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (NotDirectoryException e) {
      throw new IOException("it is a file", e);
    }
  }

  /** Directories beside the checkpoints whose names are not those of checkpoints. */
  public List<Path> strangers() {
    try {
      return entries().stream()
          .filter(path -> !isName(path) && Files.isDirectory(path))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new RunException(Text.of("cannot list %s (%s)", directory, DurableFiles.reason(e)), e);
    }
  }

  /** Whether a path is named as checkpoints are. */
  public static boolean isName(Path path) {
    return path.getFileName() != null && NAME.matcher(path.getFileName().toString()).matches();
  }

  /**
   * Whether a path is named as checkpoints were by versions that wrote the digits of the user's
   * language. Their networks' layers were named so, too, which puts the parameters in another
   * order: such a checkpoint cannot be read.
   */
  public static boolean isForeign(Path path) {
    return !isName(path)
        && path.getFileName() != null
        && NAME.matcher(Text.plainDigits(path.getFileName().toString())).matches();
  }

  /**
   * Refuses a checkpoint that {@link #isForeign}.
   *
   * @throws RunException if it is
   */
  public static void refuseForeign(Path checkpoint) {
    if (isForeign(checkpoint)) {
      throw new RunException(
          Text.of(
              "%s was written by an earlier version, which named steps and layers with the digits of the user's language; this version cannot read it. Start a new run, or continue this run with the earlier version",
              checkpoint));
    }
  }

  /** The newest, if any. */
  public Optional<Path> newest() {
    return list().stream().findFirst();
  }

  /** Updates that had been made at a checkpoint. */
  public static long step(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
  }

  /**
   * Reads a checkpoint's state after checking every file's sum.
   *
   * @throws RunException if a file is missing, altered or of another version
   */
  public static TrainingState readState(Path checkpoint) {
    try {
      if (!Checksums.verify(checkpoint).contains(STATE)) {
        throw new IOException("it has no " + STATE);
      }
      TrainingState state;
      try (var in = Files.newInputStream(checkpoint.resolve(STATE))) {
        byte[] bytes = in.readNBytes(LARGEST_STATE);
        state = Json.MAPPER.readValue(bytes, TrainingState.class);
      }
      if (state == null || state.version() != TrainingState.VERSION) {
        throw new IOException(
            "it has format version " + (state == null ? "none" : state.version()));
      }
      state.requireComplete();
      return state;
    } catch (IOException e) {
      throw unusable(checkpoint, e);
    }
  }

  /** Reads a vector of floats, [1, length]. */
  public static Matrix readVector(Path checkpoint, String name, long length) {
    return read(checkpoint, name, in -> ArrayFile.readVector(in, Precision.FLOAT, length));
  }

  /** What is read from a file. */
  interface Reader<T> {
    T from(InputStream in) throws IOException;
  }

  /** Reads one array. */
  static <T> T read(Path checkpoint, String name, Reader<T> reader) {
    try (var in =
        new BufferedInputStream(Files.newInputStream(checkpoint.resolve(name + ".array")))) {
      return reader.from(in);
    } catch (IOException e) {
      throw unusable(checkpoint, e);
    }
  }

  private static RunException unusable(Path checkpoint, IOException cause) {
    String reason =
        cause instanceof com.fasterxml.jackson.core.JsonProcessingException json
            ? STATE + " does not have the format of this version: " + json.getOriginalMessage()
            : DurableFiles.reason(cause);
    return new RunException(
        Text.of(
            "checkpoint %s cannot be used: %s", checkpoint, reason.lines().findFirst().orElse("")),
        cause);
  }

  /** The new checkpoint is there already, so what cannot be removed now is not worth a failure. */
  private void prune(Function<List<Path>, Set<Path>> spared) {
    var all = list();
    var kept = spared.apply(all);
    for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
      if (!kept.contains(old)) {
        remove(old);
      }
    }
  }

  /** Takes the name away first: half of a checkpoint must not look like one. */
  private void remove(Path old) {
    var nameless = directory.resolve(old.getFileName() + REMOVED);
    try {
      DurableFiles.deleteRecursively(nameless);
      Files.move(old, nameless, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.deleteRecursively(nameless);
      LOG.debug("removed checkpoint {}", old);
    } catch (IOException e) {
      LOG.warn("cannot remove the old checkpoint {} ({})", old, DurableFiles.reason(e));
    }
  }
}
