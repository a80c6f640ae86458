package org.ssl4j.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;

/**
 * The same embeddings as other programs write them. Each file is read to the same numbers, or
 * refused with the option that decides; what is not an embedding is never counted.
 */
class CsvFilesTest {

  private static final int N = 30;
  private static final int D = 5;
  private static final String[][] VALUES = values();

  @TempDir Path directory;

  private static String[][] values() {
    var random = new Random(7);
    String[][] values = new String[N][D];
    for (String[] row : values) {
      Arrays.setAll(row, j -> String.valueOf((float) random.nextGaussian()));
    }
    return values;
  }

  /** Lines made of the values of a row and what stands around them. */
  private static String lines(
      String separator, IntFunction<String> before, IntFunction<String> after) {
    return IntStream.range(0, N)
        .mapToObj(i -> before.apply(i) + String.join(separator, VALUES[i]) + after.apply(i) + "\n")
        .collect(Collectors.joining());
  }

  private static String plain(String separator) {
    return lines(separator, i -> "", i -> "");
  }

  private static String names(String prefix) {
    return IntStream.range(0, D).mapToObj(j -> prefix + j).collect(Collectors.joining(","));
  }

  private static List<Integer> shuffled() {
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, N).boxed().toList());
    Collections.shuffle(numbers, new Random(3));
    return numbers;
  }

  private EmbeddingFile open(String name, String text, ReadOptions options) throws IOException {
    return EmbeddingFile.open(
        Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8), options);
  }

  private static void assertSameNumbers(EmbeddingFile file) {
    EmbeddingMatrix matrix = file.layers().values().iterator().next();
    assertThat(matrix.rows()).isEqualTo(N);
    assertThat(matrix.columns()).as("dimensions; " + file.notes()).isEqualTo(D);
    double[] row = new double[D];
    for (int i = 0; i < N; i++) {
      matrix.read(i, 0, D, row, 0);
      for (int j = 0; j < D; j++) {
        assertThat(row[j]).isEqualTo(Double.parseDouble(VALUES[i][j]));
      }
    }
  }

  static Stream<Arguments> tables() {
    IntFunction<String> none = i -> "";
    List<Integer> order = shuffled();
    String header = names("");
    return Stream.of(
        Arguments.of("numbers alone", plain(","), "30 embeddings of 5 dimensions"),
        Arguments.of("header of words", names("f") + "\n" + plain(","), "names"),
        Arguments.of("header of numbers", header + "\n" + plain(","), "names"),
        Arguments.of("header of numbers from 1", "1,2,3,4,5\n" + plain(","), "names"),
        Arguments.of(
            "header of quoted numbers", "\"0\",\"1\",\"2\",\"3\",\"4\"\n" + plain(","), "names"),
        Arguments.of(
            "data frame with its index",
            "," + header + "\n" + lines(",", i -> i + ",", none),
            "column 1 is left out"),
        Arguments.of(
            "unnamed index",
            "Unnamed: 0," + names("f") + "\n" + lines(",", i -> i + ",", none),
            "Unnamed: 0"),
        Arguments.of("index without a header", lines(",", i -> i + ",", none), "numbers the rows"),
        Arguments.of("index from 1", lines(",", i -> i + 1 + ",", none), "numbers the rows"),
        Arguments.of("index of a part", lines(",", i -> i + 600 + ",", none), "numbers the rows"),
        Arguments.of(
            "shuffled index", lines(",", i -> order.get(i) + ",", none), "numbers the rows"),
        Arguments.of("index at the end", lines(",", none, i -> "," + i), "column 6 is left out"),
        Arguments.of("index as a float", lines(",", i -> i + ".0,", none), "numbers the rows"),
        Arguments.of(
            "index of two frames, one after the other",
            "," + header + "\n" + lines(",", i -> i % 15 + ",", none),
            "numbers the rows"),
        Arguments.of(
            "index of a sample",
            "," + header + "\n" + lines(",", i -> 7 * order.get(i) + ",", none),
            "numbers the rows"),
        Arguments.of(
            "two indices",
            "Unnamed: 0.1,Unnamed: 0,"
                + names("f")
                + "\n"
                + lines(",", i -> i + "," + i + ",", none),
            "Unnamed: 0.1"),
        Arguments.of(
            "row names of R",
            names("V") + "\n" + lines(",", i -> "\"" + (i + 1) + "\",", none),
            "column 1"),
        Arguments.of(
            "label of numbers",
            names("f") + ",label\n" + lines(",", none, i -> "," + i % 3),
            "serves as labels"),
        Arguments.of(
            "label of words",
            names("f") + ",species\n" + lines(",", none, i -> ",class" + i % 3),
            "serves as labels"),
        Arguments.of(
            "label in front",
            "Target," + names("f") + "\n" + lines(",", i -> i % 3 + ",", none),
            "serves as labels"),
        Arguments.of(
            "label as a float",
            names("f") + ",y\n" + lines(",", none, i -> "," + i % 3 + ".0"),
            "serves as labels"),
        Arguments.of(
            "words without a header",
            lines(",", none, i -> ",class" + i % 3),
            "column 6 serves as labels"),
        Arguments.of(
            "lightly",
            "filenames,"
                + names("embedding_")
                + ",labels\n"
                + lines(",", i -> "img" + i + ".jpg,", i -> "," + i % 3),
            "serves as names"),
        Arguments.of(
            "paths without a header",
            lines(",", i -> "a/b " + i + ".jpg,", none),
            "serves as names"),
        Arguments.of(
            "quoted paths with separators",
            lines(",", i -> "\"a, \"\"b\"\" " + i + ".jpg\",", none),
            "serves as names"),
        Arguments.of(
            "time stamps",
            "time," + names("f") + "\n" + lines(",", i -> "2026-01-02 10:" + (10 + i) + ",", none),
            "left out"),
        Arguments.of(
            "days without a header",
            lines(",", i -> "2026-01-0" + (1 + i % 3) + ",", none),
            "because it holds dates"),
        Arguments.of(
            "columns that the frame also had",
            "epoch,"
                + names("f")
                + ",split,loss,age\n"
                + lines(",", i -> "10,", i -> ",train,0." + (i % 7) + "," + (20 + i % 9)),
            "\"age\" (number 9) is left out because its name is not one of \"f0\" to \"f4\""),
        Arguments.of("semicolons", plain(";"), "semicolons"),
        Arguments.of("tabs", plain("\t"), "tabs"),
        Arguments.of("blanks", plain(" "), "blanks"),
        Arguments.of("aligned blanks", lines("   ", i -> "  ", i -> " "), "blanks"),
        Arguments.of("vertical bars", plain("|"), "vertical bars"),
        Arguments.of("comma and blank", plain(", "), "30 embeddings"),
        Arguments.of("decimal commas", plain(";").replace('.', ','), "decimal comma"),
        Arguments.of("decimal commas and tabs", plain("\t").replace('.', ','), "decimal comma"),
        Arguments.of("decimal commas and blanks", plain(" ").replace('.', ','), "decimal comma"),
        Arguments.of(
            "decimal commas in quotes",
            lines("\",\"", i -> "\"", i -> "\"").replace('.', ','),
            "decimal comma"),
        Arguments.of("Excel's separator line", "sep=;\n" + plain(";"), "semicolons"),
        Arguments.of("returns and line feeds", plain(",").replace("\n", "\r\n"), "30 embeddings"),
        Arguments.of("returns alone", plain(",").replace("\n", "\r"), "30 embeddings"),
        Arguments.of("no line feed at the end", plain(",").strip(), "30 embeddings"),
        Arguments.of("trailing separators", lines(",", none, i -> ","), "because it is empty"),
        Arguments.of(
            "trailing separators and a header",
            names("f") + "\n" + lines(",", none, i -> ","),
            "because it is empty"),
        Arguments.of("blank lines", "\n" + plain(",").replace("\n", "\n\n"), "blank"),
        Arguments.of(
            "NumPy's header", "# made by numpy\n" + plain(" "), "1 line skipped (comment)"),
        Arguments.of("names behind a #", "# " + names("f") + "\n" + plain(","), "holds names"),
        Arguments.of(
            "two files, one after the other",
            names("f")
                + "\n"
                + plain(",").replaceFirst("(?s)(.{200}.*?\n)", "$1" + names("f") + "\n"),
            "1 line skipped (repeated header)"),
        Arguments.of(
            "counts in the first line",
            N + " " + D + "\n" + lines(" ", i -> "word" + i + " ", none),
            "names"),
        Arguments.of("quotes everywhere", lines("\",\"", i -> "\"", i -> "\""), "30 embeddings"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tables")
  void readsTheSameNumbersAndSaysWhatElseThereWas(String name, String text, String says)
      throws IOException {
    try (var file = open("e.csv", text, ReadOptions.DEFAULT)) {
      assertSameNumbers(file);
      assertThat(file.notes()).anySatisfy(note -> assertThat(note).contains(says));
    }
  }

  static Stream<Arguments> ambiguous() {
    IntFunction<String> none = i -> "";
    List<Integer> order = shuffled();
    return Stream.of(
        Arguments.of(
            "whole numbers without a header",
            lines(",", none, i -> "," + i % 3),
            "column 6",
            "the option labels-column 6"),
        Arguments.of(
            "whole numbers in the series of names",
            names("") + ",5\n" + lines(",", none, i -> "," + i % 3),
            "\"5\" (number 6)",
            "the option ignore 5"),
        Arguments.of(
            "identifiers without a header",
            lines(",", i -> 7 * order.get(i) + ",", none),
            "column 1",
            "the option columns"),
        Arguments.of(
            "seconds without a header",
            lines(",", i -> 1.7e9 + i * 0.25 + ",", none),
            "rises or falls",
            "the option ignore 1"),
        Arguments.of(
            "numbers that may be names",
            "3,17,22,40,41\n" + plain(","),
            "line 1",
            "the option header yes or the option header no"),
        Arguments.of(
            "a word in the first row",
            plain(",").replaceFirst(",[^,]*,", ",abc,"),
            "abc",
            "the option header"),
        Arguments.of(
            "quantised values with a label",
            IntStream.range(0, N)
                .mapToObj(
                    i ->
                        (i * 37 % 251 - 128)
                            + ","
                            + (i * 91 % 256 - 128)
                            + ","
                            + (i * 53 % 241 - 120)
                            + ","
                            + i % 3
                            + "\n")
                .collect(Collectors.joining()),
            "column 4 holds whole numbers from 0 to 2",
            "the option labels-column 4"),
        Arguments.of(
            "decimal commas between commas",
            plain(",").replace('.', ','),
            "begins with a zero",
            "semicolons"),
        Arguments.of(
            "thousands",
            lines(",", i -> "\"1,234.5\",", none),
            "\"1,234.5\" is not a number",
            "like -1234.5"),
        Arguments.of(
            "rows in brackets", lines(", ", i -> "[", i -> "]"), "column 1", "is not a number"),
        Arguments.of(
            "a typographic minus",
            plain(",").replace('-', '\u2212'),
            "is not a number",
            "like -1234.5"),
        Arguments.of(
            "two embeddings",
            names("backbone_")
                + ","
                + names("projector_")
                + "\n"
                + IntStream.range(0, N)
                    .mapToObj(
                        i -> String.join(",", VALUES[i]) + "," + String.join(",", VALUES[i]) + "\n")
                    .collect(Collectors.joining()),
            "several embeddings",
            "the option columns 'backbone_*'"),
        Arguments.of(
            "a list in one field",
            "id,embedding\n"
                + IntStream.range(0, N)
                    .mapToObj(i -> i + ",\"[" + String.join(", ", VALUES[i]) + "]\"\n")
                    .collect(Collectors.joining()),
            "a list in one field",
            "np.stack"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ambiguous")
  void refusesWhatMayBeTwoThingsWithTheOptionThatDecides(
      String name, String text, String says, String option) {
    assertThatThrownBy(() -> open("e.csv", text, ReadOptions.DEFAULT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("e.csv")
        .hasMessageContaining(says)
        .hasMessageContaining(option);
  }

  private static ReadOptions options(
      Header header, String label, List<String> ignore, List<String> columns) {
    return new ReadOptions(header, label, ignore, columns, List.of(), null, null);
  }

  @Test
  void optionsDecideWhatTheFileLeavesOpen() throws IOException {
    String labelled = lines(",", i -> "", i -> "," + i % 3);
    try (var file = open("l.csv", labelled, options(Header.AUTO, "6", List.of(), List.of()))) {
      assertSameNumbers(file);
      assertThat(file.labels("l").orElseThrow().classes()).startsWith(0, 1, 2, 0);
    }
    try (var file = open("i.csv", labelled, options(Header.AUTO, null, List.of("6"), List.of()))) {
      assertSameNumbers(file);
      assertThat(file.labels("i")).isEmpty();
    }
    try (var file =
        open("c.csv", labelled, options(Header.AUTO, null, List.of(), List.of("1-6")))) {
      assertThat(file.layers().get("c").columns()).isEqualTo(6);
    }
    String numbered = "3,17,22,40,41\n" + plain(",");
    try (var file = open("h.csv", numbered, options(Header.YES, null, List.of(), List.of()))) {
      assertSameNumbers(file);
    }
    try (var file = open("n.csv", numbered, options(Header.NO, null, List.of(), List.of()))) {
      assertThat(file.layers().get("n").rows()).isEqualTo(N + 1);
    }
    String named = names("f") + ",meta_a,meta_b\n" + lines(",", i -> "", i -> ",0.5,0." + i);
    try (var file =
        open("g.csv", named, options(Header.AUTO, null, List.of("meta_*"), List.of()))) {
      assertSameNumbers(file);
    }
    try (var file = open("f.csv", named, options(Header.AUTO, null, List.of(), List.of("f*")))) {
      assertSameNumbers(file);
    }
    assertThatThrownBy(
            () -> open("x.csv", named, options(Header.AUTO, "labl", List.of(), List.of())))
        .hasMessageContaining(
            "has no column \"labl\"; it has 7 columns: f0, f1, f2, f3, f4, ..., meta_b");
  }

  static Stream<Charset> encodings() {
    return Stream.of(
        StandardCharsets.UTF_8,
        StandardCharsets.UTF_16LE,
        StandardCharsets.UTF_16BE,
        StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void everyEncodingGivesTheSameNumbersAndWords(Charset charset) throws IOException {
    String text =
        names("f") + ",label\n" + lines(",", i -> "", i -> i % 2 == 0 ? ",Bär" : ",Straße");
    for (boolean marked : new boolean[] {false, true}) {
      if (marked && charset.equals(StandardCharsets.ISO_8859_1)) {
        continue;
      }
      var bytes = new ByteArrayOutputStream();
      bytes.writeBytes(((marked ? "\uFEFF" : "") + text).getBytes(charset));
      Path path = Files.write(directory.resolve("e.csv"), bytes.toByteArray());
      try (var file = EmbeddingFile.open(path)) {
        assertSameNumbers(file);
        assertThat(file.labels("e").orElseThrow().classes()).startsWith(0, 1, 0, 1);
      }
    }
  }

  /** The first row was lost with the mark. */
  @Test
  void aMarkBeforeNumbersCostsNoRow() throws IOException {
    try (var file = open("e.csv", "\uFEFF" + plain(","), ReadOptions.DEFAULT)) {
      assertSameNumbers(file);
      assertThat(file.notes()).anyMatch(note -> note.contains("byte order mark"));
    }
  }

  @Test
  void whatIsWrongIsNamedByLineAndColumn() {
    String text = names("f") + "\n" + plain(",");
    String bad = text.replaceFirst("(?s)(.*\n.*\n.*?),[^,]*,", "$1,four,");
    assertThatThrownBy(() -> open("e.csv", bad, ReadOptions.DEFAULT))
        .hasMessageMatching(
            ".*e\\.csv, line \\d+, column \"f\\d\" \\(number \\d\\): \"four\" is not a number.*");
    assertThatThrownBy(() -> open("e.csv", plain(",") + "1,2\n", ReadOptions.DEFAULT))
        .hasMessageContaining("line 31 has 2 values");
    assertThatThrownBy(() -> open("e.csv", plain(",") + "\"1,2\n", ReadOptions.DEFAULT))
        .hasMessageContaining("a quote is opened and never closed");
    for (String binary : List.of("a\u0000b\n", "\u0001\u0002\n", "PK\u0003\u0004")) {
      assertThatThrownBy(() -> open("e.csv", binary, ReadOptions.DEFAULT))
          .hasMessageContaining("is not text");
    }
    assertThatThrownBy(() -> open("e.csv", "cat,dog\ndog,cat\n", ReadOptions.DEFAULT))
        .hasMessageContaining("holds no numbers");
    assertThatThrownBy(() -> open("e.csv", "", ReadOptions.DEFAULT))
        .hasMessageContaining("holds no numbers");
  }

  @Test
  void missingValuesAreNanAndSaid() throws IOException {
    String text = names("f") + "\n" + plain(",") + "1.5,,NaN,NA,2.5\n";
    try (var file = open("e.csv", text, ReadOptions.DEFAULT)) {
      double[] row = new double[D];
      file.layers().get("e").read(N, 0, D, row, 0);
      assertThat(row).containsExactly(1.5, Double.NaN, Double.NaN, Double.NaN, 2.5);
      assertThat(file.notes()).anyMatch(note -> note.contains("values that are missing or NaN: 3"));
    }
  }

  /** A unit that never fires is written as 0, and is a dimension all the same. */
  @Test
  void aConstantColumnIsADimension() throws IOException {
    try (var file = open("e.csv", lines(",", i -> "", i -> ",0"), ReadOptions.DEFAULT)) {
      assertThat(file.layers().get("e").columns()).isEqualTo(D + 1);
    }
  }

  /** More than stays in memory: the rows go through a temporary file, to the same numbers. */
  @Test
  void aLargeTableIsReadThroughAFile() {
    int columns = 7;
    int rows = 40_000;
    double[] row = new double[columns];
    try (var store = new RowStore(columns, "large.csv", 1000)) {
      for (int i = 0; i < rows; i++) {
        row[i % columns] = i + 0.5;
        store.add(row);
      }
      var matrix = store.matrix();
      assertThat(matrix.rows()).isEqualTo(rows);
      for (int i : new int[] {0, 142, 143, 144, 20_000, rows - 1}) {
        matrix.read(i, 0, columns, row, 0);
        assertThat(row[i % columns]).isEqualTo(i + 0.5);
        assertThat(row[(i + 1) % columns]).isEqualTo(i < columns - 1 ? 0 : i - columns + 1.5);
      }
    }
  }
}
