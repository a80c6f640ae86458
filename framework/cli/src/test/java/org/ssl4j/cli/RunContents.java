package org.ssl4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.commons.csv.CSVFormat;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Every value that a run left, by file and name: {@code steps.jsonl:3 loss}, {@code
 * checkpoint/online.array[17]}. Of the checkpoints it holds the newest only. Two runs of the same
 * settings must agree in all of them but in what the caller leaves out: times, dates, versions.
 *
 * <p>{@code scripts/same-bits} starts this file as a program of its own to compare runs of two
 * versions. It therefore uses libraries only and no class of SSL4J.
 */
public final class RunContents {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A file's values, in order. */
  private final Map<String, Map<String, String>> texts = new LinkedHashMap<>();

  private final Map<String, byte[]> binaries = new LinkedHashMap<>();
  private final Set<String> leftOut;

  private RunContents(Set<String> leftOut) {
    this.leftOut = Set.copyOf(leftOut);
  }

  /**
   * Reads a run directory.
   *
   * @param leftOut names of files, of directories and of fields
   * @throws IOException if a file cannot be read or parsed
   */
  static RunContents read(Path run, Set<String> leftOut) throws IOException {
    var contents = new RunContents(leftOut);
    Optional<Path> newest = newestCheckpoint(run.resolve("checkpoints"));
    List<Path> files;
    try (Stream<Path> all = Files.walk(run)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    Map<String, Path> named = new LinkedHashMap<>();
    for (Path file : files) {
      Path relative = run.relativize(file);
      if (relative.startsWith("checkpoints") && relative.getNameCount() > 2) {
        if (newest.isPresent() && file.startsWith(newest.get())) {
          named.put("checkpoint/" + slashes(newest.get().relativize(file)), file);
        }
      } else {
        named.put(slashes(relative), file);
      }
    }
    // Steps first: the first difference is then the step where two runs part.
    Comparator<String> steps = Comparator.comparing(name -> !name.startsWith("steps"));
    for (String name : named.keySet().stream().sorted(steps.thenComparing(name -> name)).toList()) {
      contents.add(name, named.get(name));
    }
    return contents;
  }

  private static String slashes(Path path) {
    return path.toString().replace('\\', '/');
  }

  private static Optional<Path> newestCheckpoint(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("step-\\d+"))
          .max(Comparator.naturalOrder());
    }
  }

  private void add(String name, Path file) throws IOException {
    if (Arrays.stream(name.split("/")).anyMatch(leftOut::contains)) {
      return;
    }
    if (!name.endsWith(".zip")) {
      add(name, Files.readAllBytes(file));
      return;
    }
    try (var zip = new ZipFile(file.toFile())) {
      for (var entry : zip.stream().sorted(Comparator.comparing(Object::toString)).toList()) {
        add(name + "/" + entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
  }

  private void add(String name, byte[] bytes) throws IOException {
    var text = new String(bytes, StandardCharsets.UTF_8);
    Map<String, String> values = new LinkedHashMap<>();
    switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "jsonl" -> {
        int line = 0;
        for (String json : text.lines().toList()) {
          line++;
          flatten(name + ":" + line + " ", MAPPER.readTree(json), values);
        }
      }
      case "json" -> flatten(name + " ", MAPPER.readTree(text), values);
      case "yaml" -> {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        flatten(name + " ", MAPPER.valueToTree(tree), values);
      }
      case "csv" -> table(name, text, values);
      default -> {
        binaries.put(name, bytes);
        return;
      }
    }
    texts.put(name, values);
  }

  private void flatten(String name, JsonNode node, Map<String, String> values) {
    if (node.isObject()) {
      String dot = name.endsWith(" ") ? "" : ".";
      for (var field : node.properties()) {
        if (!leftOut.contains(field.getKey())) {
          flatten(name + dot + field.getKey(), field.getValue(), values);
        }
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(name + "[" + i + "]", node.get(i), values);
      }
    } else {
      values.put(name, node.asText());
    }
  }

  private void table(String name, String text, Map<String, String> values) throws IOException {
    var format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (var rows = format.parse(new StringReader(text))) {
      for (var row : rows) {
        for (var column : row.toMap().entrySet()) {
          String[] parts = column.getKey().split("\\.");
          if (!leftOut.contains(parts[parts.length - 1])) {
            values.put(
                name + ":" + (row.getRecordNumber() + 1) + " " + column.getKey(),
                column.getValue());
          }
        }
      }
    }
  }

  /** Compares an earlier run with a later one. */
  static Comparison compare(RunContents before, RunContents after) {
    var difference = new Difference();
    for (var file : before.texts.entrySet()) {
      Map<String, String> then = file.getValue();
      Map<String, String> now = after.texts.get(file.getKey());
      if (now == null) {
        difference.missing(file.getKey());
        continue;
      }
      then.forEach((name, value) -> difference.value(name, value, now.get(name)));
      now.keySet().stream().filter(name -> !then.containsKey(name)).forEach(difference::added);
    }
    for (var file : before.binaries.entrySet()) {
      byte[] now = after.binaries.get(file.getKey());
      if (now == null) {
        difference.missing(file.getKey());
      } else {
        difference.numbers(
            Numbers.of(file.getKey(), file.getValue()), Numbers.of(file.getKey(), now));
      }
    }
    Stream.concat(after.texts.keySet().stream(), after.binaries.keySet().stream())
        .filter(file -> !before.texts.containsKey(file) && !before.binaries.containsKey(file))
        .forEach(difference::added);
    return difference.result();
  }

  /**
   * How a later run differs from an earlier one.
   *
   * @param compared values that both have
   * @param different how many of them differ
   * @param first the first that differs, with both values; empty if none does
   * @param missing files, and fields of other files, that only the earlier run has
   * @param added those that only the later one has
   */
  record Comparison(
      long compared, long different, String first, List<String> missing, List<String> added) {

    private static final int SHOWN = 3;

    /** Whether the later run has every value of the earlier one. */
    boolean keepsEverything() {
      return different == 0 && missing.isEmpty();
    }

    /** Cells of a Markdown table. */
    @Override
    public String toString() {
      return String.join(
          " | ",
          Long.toString(compared),
          Long.toString(different),
          first.isEmpty() ? "-" : first,
          few(missing),
          few(added));
    }

    private static String few(List<String> names) {
      if (names.isEmpty()) {
        return "-";
      }
      String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
      return String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))) + more;
    }
  }

  /** Counts while two runs are compared. */
  private static final class Difference {

    /** The line of a value: a field that is missing in a thousand lines is named once. */
    private static final Pattern LINE = Pattern.compile(":\\d+ ");

    private long compared;
    private long different;
    private String first = "";
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Map<String, String> added = new LinkedHashMap<>();

    void missing(String name) {
      missing.putIfAbsent(LINE.matcher(name).replaceFirst(" "), name);
    }

    void added(String name) {
      added.putIfAbsent(LINE.matcher(name).replaceFirst(" "), name);
    }

    /** One value, which is null where the later run has none. */
    void value(String name, String before, String after) {
      if (after == null) {
        missing(name);
        return;
      }
      compared++;
      if (!before.equals(after)) {
        differs(name, before, after);
      }
    }

    void numbers(Numbers before, Numbers after) {
      int both = Math.min(before.count(), after.count());
      if (!before.header().equals(after.header()) || before.count() != after.count()) {
        differs(before.name() + " header", before.describe(), after.describe());
      }
      compared += both;
      for (int i = 0; i < both; i++) {
        if (before.bits(i) != after.bits(i)) {
          differs(before.name() + "[" + i + "]", before.value(i), after.value(i));
        }
      }
    }

    private void differs(String name, String before, String after) {
      different++;
      if (first.isEmpty()) {
        first = name + ": " + before + " became " + after;
      }
    }

    Comparison result() {
      return new Comparison(
          compared, different, first, List.copyOf(missing.values()), List.copyOf(added.values()));
    }
  }

  /**
   * The numbers in a file of bytes. An array's file says its type and shape first (see {@code
   * ArrayFile}); any other file counts as bytes.
   */
  private record Numbers(String name, String header, int width, ByteBuffer values) {

    private static final byte FLOAT = 0;

    static Numbers of(String name, byte[] bytes) {
      int header = bytes.length < 2 ? 0 : 2 + Long.BYTES * bytes[1];
      if (!name.endsWith(".array") || header < 2 || header > bytes.length) {
        return new Numbers(name, "none", 1, ByteBuffer.wrap(bytes));
      }
      return new Numbers(
          name,
          HexFormat.of().formatHex(bytes, 0, header),
          bytes[0] == FLOAT ? Float.BYTES : Double.BYTES,
          ByteBuffer.wrap(bytes, header, bytes.length - header)
              .slice()
              .order(ByteOrder.LITTLE_ENDIAN));
    }

    int count() {
      return values.remaining() / width;
    }

    long bits(int i) {
      return switch (width) {
        case 1 -> values.get(i);
        case Float.BYTES -> values.getInt(i * width);
        default -> values.getLong(i * width);
      };
    }

    String value(int i) {
      return switch (width) {
        case 1 -> Byte.toString(values.get(i));
        case Float.BYTES -> Float.toString(values.getFloat(i * width));
        default -> Double.toString(values.getDouble(i * width));
      };
    }

    String describe() {
      return count() + " numbers of " + width + " bytes, header " + header;
    }
  }

  /**
   * Prints how a run differs from an earlier one, and exits with 1 if it lacks or changes a value.
   *
   * @param arguments the earlier run, the later one, and names to leave out
   */
  public static void main(String[] arguments) throws IOException {
    Set<String> leftOut = Set.of(Arrays.copyOfRange(arguments, 2, arguments.length));
    Comparison comparison =
        compare(read(Path.of(arguments[0]), leftOut), read(Path.of(arguments[1]), leftOut));
    System.out.println(comparison);
    System.exit(comparison.keepsEverything() ? 0 : 1);
  }
}
