package org.ssl4j.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.ssl4j.checkpoint.RunState;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.Progress;
import org.ssl4j.encoder.PretrainedEncoder;
import org.ssl4j.fuzz.MemoryBound;
import org.ssl4j.fuzz.Mutations;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.storage.ArrayFile;
import org.ssl4j.storage.Checksums;
import org.ssl4j.storage.DurableFiles;

/**
 * Checkpoints and encoders from strangers, whose sums fit: they are used or refused in one
 * sentence, and nothing in them can name a class or make room for more than there is.
 */
class StrangersFilesTest {

  private static Path directory;
  private static RunDirectory run;
  private static SSLMethod method;
  private static RunState state;
  private static Path stranger;
  private static final Map<String, byte[]> CHECKPOINT = new LinkedHashMap<>();
  private static byte[] encoder;

  @BeforeContainer
  static void train() throws IOException {
    directory = Files.createTempDirectory("strangers");
    LoadedConfig config =
        TinyExperiments.load(
            directory, TinyExperiments.section("moco"), List.of("schedule.epochs=1"));
    run = RunDirectory.createAt(directory.resolve("run"));
    new TrainingRun(
            config,
            run,
            Optional.empty(),
            new DataEnvironment(Map.of(), directory),
            Progress.NONE,
            List.of(),
            () -> false)
        .run(new MethodCatalog());
    method =
        new MethodCatalog()
            .get("moco")
            .create(MethodContext.open(config.config(), Precision.FLOAT));
    var unused = new TrainingStep(method, config.config().optimizer());
    state = new RunState(method, config.config().seed(), 10);
    Path newest = Trainer.newestCheckpoint(run).orElseThrow();
    for (String name : Checksums.verify(newest)) {
      CHECKPOINT.put(name, Files.readAllBytes(newest.resolve(name)));
    }
    stranger = directory.resolve("step-00000010");
    encoder = Files.readAllBytes(run.encoder());
  }

  @AfterContainer
  static void delete() throws IOException {
    MemoryBound.check();
    method.close();
    DurableFiles.deleteRecursively(directory);
  }

  @Provide
  Arbitrary<Tuple.Tuple2<String, byte[]>> parts() {
    List<String> names = new ArrayList<>(CHECKPOINT.keySet());
    return Arbitraries.of(names)
        .flatMap(
            name ->
                Mutations.of(List.of(CHECKPOINT.get(name))).map(bytes -> Tuple.of(name, bytes)));
  }

  @Provide
  Arbitrary<byte[]> archives() {
    return Arbitraries.oneOf(
        Mutations.of(List.of(encoder)),
        Combinators.combine(
                Arbitraries.of("manifest.json", "parameters.array"), Arbitraries.longs())
            .flatAs((name, seed) -> repacked(name)));
  }

  /** The content of an entry changed, in an archive that is whole. */
  private static Arbitrary<byte[]> repacked(String changed) {
    var entries = unpacked();
    return Mutations.of(List.of(entries.get(changed)))
        .map(
            bytes -> {
              entries.put(changed, bytes);
              return packed(entries);
            });
  }

  private static Map<String, byte[]> unpacked() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(encoder))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  private static byte[] packed(Map<String, byte[]> entries) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Example
  void theUnchangedOnesAreUsed() throws IOException {
    state.load(Trainer.newestCheckpoint(run).orElseThrow());
    assertThat(state.step()).isEqualTo(10);
    Path file = Files.write(directory.resolve("whole.zip"), packed(unpacked()));
    assertThat(PretrainedEncoder.load(file).manifest().method()).isEqualTo("moco");
  }

  /** Manifest and array agree with each other, but not with the bytes that are there. */
  @Example
  void anEncoderThatPromisesMoreThanItHoldsIsRefused() throws IOException {
    var manifest = new String(unpacked().get("manifest.json"), UTF_8);
    var length = Pattern.compile("\"length\" : (\\d+)").matcher(manifest);
    assertThat(length.find()).isTrue();
    long held = Long.parseLong(length.group(1));
    // The last is a multiple of 2^64 bytes more, which a product in 64 bits does not see.
    for (long promised : new long[] {held + 1, 1_000_000_000L, (1L << 62) + held}) {
      var entries = unpacked();
      entries.put(
          "manifest.json",
          manifest.replace(length.group(), "\"length\" : " + promised).getBytes(UTF_8));
      ByteBuffer.wrap(entries.get("parameters.array")).putLong(2, promised);
      assertThat(refusal(entries)).contains("declares " + promised + " parameters");
    }
  }

  @Example
  void anEncoderThatExpandsLikeABombIsRefused() throws IOException {
    var entries = unpacked();
    int promised = 20_000_000;
    var manifest = new String(entries.get("manifest.json"), UTF_8);
    entries.put(
        "manifest.json",
        manifest.replaceFirst("\"length\" : \\d+", "\"length\" : " + promised).getBytes(UTF_8));
    byte[] zeros = new byte[2 + Long.BYTES + Float.BYTES * promised];
    assertThat(ArrayFile.vectorLength(Precision.FLOAT, zeros.length)).isEqualTo(promised);
    System.arraycopy(entries.get("parameters.array"), 0, zeros, 0, 2);
    ByteBuffer.wrap(zeros).putLong(2, promised);
    entries.put("parameters.array", zeros);
    assertThat(refusal(entries)).contains("would expand like a zip bomb");
  }

  private static String refusal(Map<String, byte[]> entries) throws IOException {
    Path file = Files.write(directory.resolve("liar.zip"), packed(entries));
    try {
      PretrainedEncoder.load(file);
      return "it was used";
    } catch (RunException e) {
      return e.getMessage();
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void aCheckpointIsUsedOrRefused(@ForAll("parts") Tuple.Tuple2<String, byte[]> part)
      throws IOException {
    DurableFiles.deleteRecursively(stranger);
    Files.createDirectory(stranger);
    var sums = new Checksums(stranger);
    for (var entry : CHECKPOINT.entrySet()) {
      byte[] bytes = entry.getKey().equals(part.get1()) ? part.get2() : entry.getValue();
      sums.write(entry.getKey(), out -> out.write(bytes));
    }
    sums.writeList();
    try {
      state.load(stranger);
      assertThat(state.step()).isNotNegative();
    } catch (RunException e) {
      assertThat(e.getMessage()).contains("step-00000010").doesNotContain("\n");
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void anEncoderIsUsedOrRefused(@ForAll("archives") byte[] archive) throws IOException {
    Path file = Files.write(directory.resolve("fuzz.zip"), archive);
    try {
      assertThat(PretrainedEncoder.load(file).manifest().length()).isPositive();
    } catch (RunException e) {
      assertThat(e.getMessage()).contains("fuzz.zip").doesNotContain("\n");
    }
  }
}
