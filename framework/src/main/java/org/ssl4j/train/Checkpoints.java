package org.ssl4j.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: directories {@code checkpoints/step-00000390} with {@code state.json},
 * one file per array and {@code manifest.json} with their SHA-256 sums.
 *
 * <p>A checkpoint is written under another name, forced to the disk and renamed, so what bears the
 * name is whole.
 */
final class Checkpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private static final String PREFIX = "step-";
  private static final String STATE = "state.json";
  private static final String MANIFEST = "manifest.json";
  private static final String PARTIAL = ".partial";

  private final Path directory;
  private final int keep;

  /** Newest step whose checkpoint is kept however old it gets. */
  private long protectedStep = -1;

  Checkpoints(Path directory, int keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /** Writes a checkpoint and removes the oldest beyond the number to keep. */
  Path save(TrainingState state, Map<String, INDArray> arrays) {
    var target = directory.resolve("%s%08d".formatted(PREFIX, state.step()));
    var partial = directory.resolve(target.getFileName() + PARTIAL);
    try {
      Files.createDirectories(directory);
      deleteRecursively(partial);
      Files.createDirectory(partial);
      Map<String, String> sums = new TreeMap<>();
      for (var entry : arrays.entrySet()) {
        String file = entry.getKey() + ".array";
        sums.put(
            file,
            writeSummed(partial.resolve(file), out -> ArrayFile.write(entry.getValue(), out)));
      }
      sums.put(
          STATE,
          writeSummed(
              partial.resolve(STATE), out -> out.write(Json.pretty(state).getBytes(UTF_8))));
      writeSummed(
          partial.resolve(MANIFEST),
          out -> out.write(Json.pretty(Map.of("sha256", sums)).getBytes(UTF_8)));
      if (Files.exists(target)) {
        deleteRecursively(target);
      }
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      force(directory);
      prune();
      return target;
    } catch (IOException e) {
      throw new RunException(
          "cannot write the checkpoint %s (%s); earlier checkpoints are untouched"
              .formatted(target, e.getMessage()),
          e);
    }
  }

  /** The checkpoints, newest first. */
  List<Path> list() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> path.getFileName().toString().matches(PREFIX + "\\d+"))
          .sorted(Comparator.comparing((Path path) -> path.getFileName().toString()).reversed())
          .toList();
    } catch (IOException e) {
      throw new RunException("cannot list %s (%s)".formatted(directory, e.getMessage()), e);
    }
  }

  /** The newest, if any. */
  Optional<Path> newest() {
    return list().stream().findFirst();
  }

  /** The newest that had made at most so many updates, if any. */
  Optional<Path> newestUpTo(long step) {
    return list().stream().filter(path -> step(path) <= step).findFirst();
  }

  /** From now on never removes the newest checkpoint of at most so many updates. */
  void protectUpTo(long step) {
    protectedStep = step;
  }

  private static long step(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
  }

  /**
   * Reads a checkpoint's state after checking every file's sum.
   *
   * @throws RunException if a file is missing, altered or of another version
   */
  static TrainingState readState(Path checkpoint) {
    try {
      JsonNode manifest =
          Json.MAPPER.readTree(checkpoint.resolve(MANIFEST).toFile()).path("sha256");
      if (!manifest.has(STATE)) {
        throw new IOException("its manifest lists no " + STATE);
      }
      for (var entry : manifest.properties()) {
        requireSum(checkpoint, entry.getKey(), entry.getValue().asText());
      }
      var state = Json.MAPPER.readValue(checkpoint.resolve(STATE).toFile(), TrainingState.class);
      if (state.version() != TrainingState.VERSION) {
        throw new IOException("it has format version " + state.version());
      }
      return state;
    } catch (IOException e) {
      throw unusable(checkpoint, e);
    }
  }

  /** Reads one array into a live one of the same type and shape. */
  static void readInto(Path checkpoint, String name, INDArray live) {
    try (var in =
        new BufferedInputStream(Files.newInputStream(checkpoint.resolve(name + ".array")))) {
      live.assign(ArrayFile.read(in, live.dataType(), live.shape()));
    } catch (IOException e) {
      throw unusable(checkpoint, e);
    }
  }

  private static RunException unusable(Path checkpoint, IOException cause) {
    return new RunException(
        "checkpoint %s cannot be used: %s; resume from another one"
            .formatted(checkpoint, cause.getMessage()),
        cause);
  }

  private static void requireSum(Path checkpoint, String name, String expected) throws IOException {
    if (!name.matches("[A-Za-z0-9_.-]+")) {
      throw new IOException("its manifest names a file outside it");
    }
    var digest = sha256();
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(checkpoint.resolve(name)), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(expected)) {
      throw new IOException(name + " has been altered or cut short");
    }
  }

  private void prune() throws IOException {
    var all = list();
    var kept = newestUpTo(protectedStep);
    for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
      if (kept.filter(old::equals).isEmpty()) {
        deleteRecursively(old);
        LOG.debug("removed checkpoint {}", old);
      }
    }
  }

  @FunctionalInterface
  private interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  private static String writeSummed(Path file, Body body) throws IOException {
    var digest = sha256();
    try (var out =
        new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest)) {
      body.writeTo(out);
    }
    force(file);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Without this a crash of the machine could leave a renamed directory of empty files. */
  private static void force(Path path) throws IOException {
    boolean isDirectory = Files.isDirectory(path);
    try (var channel =
        FileChannel.open(path, isDirectory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      if (!isDirectory) {
        throw e;
      }
      LOG.debug("this system cannot force directories to disk: {}", e.getMessage());
    }
  }

  private static void deleteRecursively(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(path)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
