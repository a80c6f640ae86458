package org.ssl4j.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ssl4j.text.Text;

/**
 * The SHA-256 sums of a directory's files in a file {@code SHA256SUMS}, as {@code sha256sum -c}
 * reads it. Its form is strict, one way to write each list, so that no byte of it can change
 * unnoticed either.
 */
public final class Checksums {

  private static final String FILE = "SHA256SUMS";
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([A-Za-z0-9_.-]+)");

  /** Bytes of a list; a checkpoint's has about 500. */
  private static final int LARGEST_LIST = 64 * 1024;

  private final Path directory;
  private final Map<String, String> sums = new TreeMap<>();

  /** Sums of files still to be written. */
  public Checksums(Path directory) {
    this.directory = directory;
  }

  /** Writes a file of the directory to the disk and notes its sum. */
  public void write(String name, DurableFiles.Body body) throws IOException {
    var digest = Sha256.digest();
    Path file = directory.resolve(name);
    try (var out =
        new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(file), digest))) {
      body.writeTo(out);
    }
    DurableFiles.force(file);
    sums.put(name, Sha256.hex(digest));
  }

  /** Writes the list of all files written so far. */
  public void writeList() throws IOException {
    Path list = directory.resolve(FILE);
    Files.writeString(list, text(sums));
    DurableFiles.force(list);
  }

  /**
   * Reads every file of a directory and compares.
   *
   * @return the names of the files
   * @throws IOException naming what is missing, altered or not listed
   */
  public static Set<String> verify(Path directory) throws IOException {
    Map<String, String> listed = readList(directory);
    Set<String> there = names(directory);
    for (String name : there) {
      if (!listed.containsKey(name)) {
        throw new IOException(Text.of("%s is not listed in %s", name, FILE));
      }
    }
    for (var entry : listed.entrySet()) {
      if (!there.contains(entry.getKey())) {
        throw new IOException(entry.getKey() + " is missing");
      }
      if (!sum(directory.resolve(entry.getKey())).equals(entry.getValue())) {
        throw new IOException(entry.getKey() + " has been altered or cut short");
      }
    }
    return listed.keySet();
  }

  private static Map<String, String> readList(Path directory) throws IOException {
    Path list = directory.resolve(FILE);
    if (!Files.isRegularFile(list)) {
      throw new IOException(FILE + " is missing");
    }
    byte[] bytes;
    try (var in = Files.newInputStream(list)) {
      bytes = in.readNBytes(LARGEST_LIST);
    }
    // Latin-1 keeps every byte apart, so a text that is written back shows any change.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Map<String, String> listed = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        listed.put(matcher.group(2), matcher.group(1));
      }
    }
    if (!text(listed).equals(text)) {
      throw new IOException(FILE + " has been altered or cut short");
    }
    return listed;
  }

  private static String text(Map<String, String> sums) {
    return sums.entrySet().stream()
        .map(entry -> entry.getValue() + "  " + entry.getKey() + "\n")
        .collect(Collectors.joining());
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(FILE))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String sum(Path file) throws IOException {
    var digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Sha256.hex(digest);
  }
}
