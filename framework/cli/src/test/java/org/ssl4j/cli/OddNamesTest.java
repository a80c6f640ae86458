package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.text.Text;

/**
 * Every path that the product reads or writes, with names of letters of other alphabets, blanks and
 * signs that mean something to a URI, a shell, YAML or a pattern. In processes of their own, since
 * the locale of a JVM is fixed when it starts.
 */
@Timeout(300)
class OddNamesTest {

  private static final String UTF8 = "C.UTF-8";
  private static final long SEED = Long.getLong("ssl4j.names.seed", 1);

  @TempDir private Path directory;

  private record Ran(int code, String output) {}

  @Test
  void everyInputAndOutputMayHaveAnyName() throws Exception {
    var ran = run(UTF8, Journey.class, directory.toString(), Long.toString(SEED));
    assertThat(ran.code()).as(ran.output()).isZero();
  }

  @Test
  void aLocaleWithoutTheLettersIsNamed() throws Exception {
    var ran = run("C", Main.class, "data", "info", directory.resolve("x").toString() + "\u00E9");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.output().strip().lines()).hasSize(1);
    assertThat(ran.output()).contains("locale's character set", "set LC_ALL=C.UTF-8");
  }

  @Test
  void aLocaleWithoutTheLettersDoesNotKeepImagesFromBeingRead() throws Exception {
    var made = run(UTF8, Images.class, directory.toString());
    assertThat(made.code()).as(made.output()).isZero();
    var ran =
        run(
            "C",
            Main.class,
            "data",
            "info",
            Path.of("../../configs/folder.yaml").toAbsolutePath().normalize().toString(),
            "--set",
            "data.root=" + directory.resolve("images"),
            "--set",
            "data.imageSize=8");
    assertThat(ran.code()).as(ran.output()).isZero();
    assertThat(ran.output()).contains("24 files, 24 of them used", "classes: 2");
  }

  /** Runs a main class, with the locale given and the names in UTF-8. */
  private Ran run(String locale, Class<?> main, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dssl4j.home=" + Path.of("..", "..").toAbsolutePath().normalize(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    // A shell that knows UTF-8 hands the bytes on, whatever the character set of this JVM.
    String escaped =
        Stream.concat(command.stream(), Arrays.stream(arguments))
            .map(OddNamesTest::quoted)
            .collect(Collectors.joining(" "));
    Path script =
        Files.writeString(
            directory.resolve("command.sh"), "exec " + escaped, StandardCharsets.UTF_8);
    Path output = directory.resolve("output.txt");
    var builder = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", locale);
    builder.environment().put("OMP_NUM_THREADS", "1");
    var process = builder.start();
    assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
    return new Ran(
        process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Images in folders with accents, for a locale that does not know them. */
  static final class Images {
    public static void main(String[] arguments) throws IOException {
      for (String name : List.of("k\u00F6ln", "\u5317\u4EAC")) {
        write(Path.of(arguments[0], "images", name), 12, name);
      }
    }

    static void write(Path folder, int count, String name) throws IOException {
      Files.createDirectories(folder);
      var random = new Random(count);
      for (int i = 0; i < count; i++) {
        var image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 144; p++) {
          image.setRGB(p % 12, p / 12, random.nextInt(1 << 24));
        }
        ImageIO.write(image, "png", folder.resolve(name + i + ".png").toFile());
      }
    }
  }

  /** One user's way from images to pages, in names drawn by chance. */
  static final class Journey {
    private static final List<String> PIECES =
        List.of(
            "\u00FC",
            "\u00F1",
            "\u5317\u4EAC",
            "\uD83D\uDC31",
            "\u0627\u0628",
            "e\u0301",
            "a",
            "B",
            "0",
            " ",
            " #",
            "#",
            "%",
            "%20",
            "%zz",
            "?",
            "*",
            "[x]",
            "{y}",
            "$HOME",
            "'",
            "\"",
            "&",
            ";",
            "=",
            ",",
            ": ",
            "~",
            "+",
            "@",
            "!",
            "(",
            ")",
            "\\",
            "\t",
            "<b>");

    private final Random random;
    private final Path root;

    private Journey(Path root, long seed) {
      this.root = root;
      random = new Random(seed);
    }

    public static void main(String[] arguments) throws IOException {
      new Journey(Path.of(arguments[0]), Long.parseLong(arguments[1])).travel();
    }

    private String name(String extension) {
      var name = new StringBuilder();
      for (int i = 0; i < 4 + random.nextInt(4); i++) {
        name.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      return name + "n" + random.nextInt(1000) + extension;
    }

    private void travel() throws IOException {
      Path images = root.resolve(name(""));
      for (int c = 0; c < 2; c++) {
        Images.write(images.resolve(name("")), 12, name(""));
      }
      Path base = root.resolve(name(".yaml"));
      Files.copy(Path.of("../../configs/folder.yaml"), base);
      Path config = root.resolve(name(".yaml"));
      Files.writeString(
          config,
          Text.of(
              """
              extends: '%s'
              name: odd
              data: {imageSize: 8, batchSize: 8, testFraction: 0.3}
              monitor: {images: 6}
              backbone: {name: resnet, width: 16, blocks: [1, 1], stem: cifar}
              method: {name: simsiam, projector: {layers: [16]}, predictor: {layers: [8, 16]}}
              schedule: {epochs: 1, warmupEpochs: 0}
              evaluation: {k: 3}
              """,
              base.getFileName().toString().replace("'", "''")));
      String data = "data.root=" + images;
      Path sheet = root.resolve(name(".png"));
      Path run = root.resolve(name(""));
      Path features = root.resolve(name(".npz"));
      Path page = root.resolve(name(".html"));
      Path csv = root.resolve(name(".csv"));
      Path labels = root.resolve(name(".txt"));
      writeTable(csv, labels);

      does("data", "info", config, "--set", data);
      does("data", "preview", config, "--set", data, "--out", sheet, "--rows", "2");
      does("train", config, "--set", data, "--out", run);
      does("train", "--resume", run, "--set", "schedule.epochs=2");
      does("report", run);
      does("report", run, "--out", root.resolve(name(".html")));
      does("diagnose", run);
      does("evaluate", run, "knn", "--no-baselines", "--export", features);
      does("evaluate", run.resolve("encoder.zip"), "knn", "--no-baselines");
      does("diagnose", features, "--out", page);
      does("diagnose", csv, "--labels", labels, "--out", root.resolve(name(".html")));
      for (Path written : List.of(sheet, run.resolve("train.log"), features, page)) {
        if (!Files.isRegularFile(written)) {
          throw new IllegalStateException(written + " was not written");
        }
      }
    }

    private void writeTable(Path csv, Path labels) throws IOException {
      var rows = new StringBuilder();
      var words = new StringBuilder();
      for (int i = 0; i < 60; i++) {
        for (int c = 0; c < 8; c++) {
          rows.append(Text.of(c == 0 ? "%.4f" : ",%.4f", random.nextGaussian()));
        }
        rows.append('\n');
        words.append(i % 3).append('\n');
      }
      Files.writeString(csv, rows);
      Files.writeString(labels, words);
    }

    private static void does(Object... arguments) {
      String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
      var err = new ByteArrayOutputStream();
      PrintStream before = System.err;
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code;
      try {
        code = Main.run(texts);
      } finally {
        System.setErr(before);
      }
      if (code != ExitCode.OK) {
        throw new IllegalStateException(
            Text.of(
                "%s: exit %d, %s",
                String.join(" | ", texts), code, err.toString(StandardCharsets.UTF_8)));
      }
    }
  }
}
