package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import org.ssl4j.encoder.EncoderArchive;
import org.ssl4j.encoder.PretrainedEncoder;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.run.RunException;
import org.ssl4j.storage.ArrayFile;

/**
 * Encoders by earlier versions, which named layers with the digits of the user's language. The
 * names decide the order of layers without an order of their own, so theirs is another, too.
 */
class OldEncoderTest {

  @TempDir Path root;

  private List<ParameterSegment> segments;

  @BeforeEach
  void findTheParameters() {
    try (var method = TinyExperiments.create(root, "simclr", List.of())) {
      segments = method.networks().online().layout().segments();
    }
  }

  @Test
  void anEncoderWithNamesInPersianDigitsInAnotherOrderGivesTheSameFeatures() throws Exception {
    var harness = new RunHarness(root);
    var config =
        harness.config(
            TinyExperiments.section("simclr"),
            "schedule.epochs=1",
            "schedule.maxSteps=2",
            "evaluation.probe.everyEpochs=0");
    var file = harness.train("run", config).encoder();
    var written = PretrainedEncoder.load(file);
    float[] images = Nd4j.rand(new int[] {3, 3, 8, 8}).data().asFloat();

    var old = root.resolve("old.zip");
    rewrite(file, old, name -> name.replace('1', '۱').replace('2', '۲'));
    assertThat(EncoderArchive.read(old).manifest().parameters().toString()).contains("stage۱");
    assertThat(PretrainedEncoder.load(old).embed(images, 3, 8, 8).toFloats())
        .isEqualTo(written.embed(images, 3, 8, 8).toFloats());

    var strange = root.resolve("strange.zip");
    rewrite(file, strange, name -> name.replace("stage", "floor"));
    assertThatThrownBy(() -> PretrainedEncoder.load(strange))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("do not fit its backbone");
    var twice = root.resolve("twice.zip");
    rewrite(file, twice, name -> name.replace("/mean", "/var"));
    assertThatThrownBy(() -> PretrainedEncoder.load(twice)).isInstanceOf(RunException.class);
  }

  /** With other names and the parameters in the opposite order. */
  private void rewrite(Path from, Path to, UnaryOperator<String> rename) throws IOException {
    var contents = EncoderArchive.read(from);
    List<String> names = new ArrayList<>(contents.manifest().parameters());
    List<Matrix> parts = new ArrayList<>();
    for (var segment : segments.subList(0, names.size())) {
      parts.add(contents.parameters().columnSlice((int) segment.offset(), (int) segment.end()));
    }
    Collections.reverse(names);
    Collections.reverse(parts);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (var zip = new ZipFile(from.toFile())) {
      for (var entry : Collections.list(zip.entries())) {
        try (var in = zip.getInputStream(entry)) {
          entries.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    var manifest =
        (ObjectNode)
            RunHarness.MAPPER.readTree(new ByteArrayInputStream(entries.get("manifest.json")));
    var list = manifest.putArray("parameters");
    names.forEach(name -> list.add(rename.apply(name)));
    entries.put("manifest.json", manifest.toString().getBytes(StandardCharsets.UTF_8));
    try (var zip = new ZipOutputStream(Files.newOutputStream(to))) {
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        if (entry.getKey().equals("parameters.array")) {
          ArrayFile.write(new ArrayFile.Vector(joined(parts)), zip);
        } else {
          zip.write(entry.getValue());
        }
      }
    }
  }

  private static Matrix joined(List<Matrix> parts) {
    int length = parts.stream().mapToInt(Matrix::columns).sum();
    Matrix all = Matrix.allocate(Precision.FLOAT, 1, length);
    int from = 0;
    for (Matrix part : parts) {
      all.columnSlice(from, from + part.columns()).assign(part);
      from += part.columns();
    }
    return all;
  }
}
