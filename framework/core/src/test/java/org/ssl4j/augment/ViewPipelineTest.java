package org.ssl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.datavec.image.transform.ImageTransformProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.ViewConfig;
import org.ssl4j.data.ImageSet;
import org.ssl4j.data.Shapes;
import org.ssl4j.error.ConfigException;
import org.ssl4j.random.CounterRandom;
import org.yaml.snakeyaml.Yaml;

class ViewPipelineTest {
  private static final int SIDE = 16;
  private static final double[] MEAN = {0.5, 0.4, 0.3};
  private static final double[] STD = {0.2, 0.25, 0.3};
  private static final ImageSet IMAGES = Shapes.open(SIDE, 20, 2, 64).train();

  @TempDir private Path directory;

  private static ViewConfig config(List<Double> scale, double flip, double jitter, Path dataVec) {
    return new ViewConfig(
        scale,
        List.of(0.75, 4 / 3.0),
        flip,
        jitter,
        0.4,
        0.4,
        0.4,
        0.1,
        0,
        0,
        List.of(0.1, 2.0),
        0,
        0,
        0.5,
        dataVec == null ? null : dataVec.toString());
  }

  private static float[] apply(ViewPipeline pipeline, int index, int epoch) {
    byte[] bytes = new byte[IMAGES.imageBytes()];
    IMAGES.read(index, bytes, 0);
    float[] out = new float[3 * pipeline.size() * pipeline.size()];
    var random = new CounterRandom(1, epoch, index, 0);
    pipeline.apply(bytes, 0, SIDE, SIDE, random, out, 0, new Scratch());
    return out;
  }

  private static float normalised(int index, int channel, int y, int x) {
    byte[] bytes = new byte[IMAGES.imageBytes()];
    IMAGES.read(index, bytes, 0);
    int value = bytes[(channel * SIDE + y) * SIDE + x] & 0xFF;
    return (float) ((value / 255.0 - MEAN[channel]) / STD[channel]);
  }

  @Test
  void aCleanViewIsTheNormalisedImage() {
    float[] clean = apply(ViewPipeline.clean(SIDE, MEAN, STD), 3, 0);
    for (int i = 0; i < clean.length; i++) {
      float expected = normalised(3, i / 256, i % 256 / SIDE, i % SIDE);
      assertThat(clean[i]).isCloseTo(expected, within(1e-5f));
    }
    assertThat(apply(ViewPipeline.clean(8, MEAN, STD), 3, 0)).hasSize(3 * 64);
  }

  @Test
  void aCertainFlipMirrorsTheCleanView() {
    float[] clean = apply(ViewPipeline.clean(SIDE, MEAN, STD), 5, 0);
    float[] flipped = apply(ViewPipeline.of(config(null, 1, 0, null), SIDE, MEAN, STD), 5, 0);
    for (int i = 0; i < clean.length; i++) {
      assertThat(flipped[i]).isEqualTo(clean[i - i % SIDE + SIDE - 1 - i % SIDE]);
    }
  }

  @Test
  void aProbabilityOfAHalfFlipsAboutHalfOfTheEpochs() {
    float[] clean = apply(ViewPipeline.clean(SIDE, MEAN, STD), 5, 0);
    var half = ViewPipeline.of(config(null, 0.5, 0, null), SIDE, MEAN, STD);
    long same = 0;
    for (int epoch = 0; epoch < 400; epoch++) {
      same += Arrays.equals(apply(half, 5, epoch), clean) ? 1 : 0;
    }
    assertThat(same).isBetween(150L, 250L);
  }

  @Test
  void jitterChangesColoursAndStaysInRange() {
    var pipeline = ViewPipeline.of(config(null, 0, 1, null), SIDE, new double[3], ones());
    float[] clean = apply(ViewPipeline.clean(SIDE, new double[3], ones()), 2, 0);
    for (int epoch = 0; epoch < 50; epoch++) {
      float[] jittered = apply(pipeline, 2, epoch);
      assertThat(jittered).isNotEqualTo(clean);
      for (float value : jittered) {
        assertThat(value).isBetween(-1e-5f, 1 + 1e-5f);
      }
    }
  }

  private static double[] ones() {
    return new double[] {1, 1, 1};
  }

  @Test
  void aReversedRangeOrAnEvenKernelIsRefusedByItsPath() {
    assertThatThrownBy(
            () -> ViewPipeline.of(config(List.of(1.0, 0.2), 0, 0, null), SIDE, MEAN, STD))
        .isInstanceOfSatisfying(
            InvalidSettingException.class, e -> assertThat(e.path()).isEqualTo("cropScale"));
    var even =
        new ViewConfig(
            null, List.of(1.0, 1.0), 0, 0, 0, 0, 0, 0, 0, 1, List.of(0.1, 2.0), 4, 0, 0.5, null);
    assertThatThrownBy(() -> ViewPipeline.of(even, SIDE, MEAN, STD))
        .isInstanceOfSatisfying(
            InvalidSettingException.class, e -> assertThat(e.path()).isEqualTo("blurKernel"));
  }

  @Test
  void aDataVecTransformIsAppliedInJsonAndYaml() throws IOException {
    var mirror = new ImageTransformProcess.Builder().flipImageTransform(1).build();
    Path json = Files.writeString(directory.resolve("flip.json"), mirror.toJson());
    Path yaml = Files.writeString(directory.resolve("flip.yaml"), mirror.toYaml());
    float[] expected = apply(ViewPipeline.of(config(null, 1, 0, null), SIDE, MEAN, STD), 7, 0);
    for (Path file : List.of(json, yaml)) {
      var pipeline = ViewPipeline.of(config(null, 0, 0, file), SIDE, MEAN, STD);
      assertThat(apply(pipeline, 7, 0)).isEqualTo(expected);
    }
  }

  @Test
  void aRandomDataVecTransformDependsOnTheStreamAndNotOnTheThread() throws IOException {
    var process = new ImageTransformProcess.Builder().seed(5).rotateImageTransform(180f).build();
    Path file = Files.writeString(directory.resolve("rotate.json"), process.toJson());
    var pipeline = ViewPipeline.of(config(List.of(0.2, 1.0), 0.5, 0.8, file), SIDE, MEAN, STD);
    assertThat(apply(pipeline, 4, 0)).isNotEqualTo(apply(pipeline, 4, 1));
    assertThat(apply(pipeline, 4, 1)).isEqualTo(apply(pipeline, 4, 1));
    float[][] one = batch(pipeline, 1);
    float[][] four = batch(pipeline, 4);
    assertThat(Arrays.deepEquals(one, four)).isTrue();
  }

  private static float[][] batch(ViewPipeline pipeline, int workers) {
    try (var loader =
        new ViewLoader(IMAGES, List.of(new ViewGroup(List.of(pipeline))), 10, 3, workers, 2)) {
      float[][] pixels = new float[2][];
      for (ViewBatch batch : loader.epoch(0, 0)) {
        pixels[batch.step()] = batch.groups().get(0).pixels();
      }
      return pixels;
    }
  }

  @Test
  void aDataVecTransformThatChangesTheSizeIsFollowedByTheResize() throws IOException {
    var crop = new ImageTransformProcess.Builder().resizeImageTransform(24, 40).build();
    Path file = Files.writeString(directory.resolve("resize.json"), crop.toJson());
    var pipeline = ViewPipeline.of(config(null, 0, 0, file), SIDE, MEAN, STD);
    assertThat(apply(pipeline, 0, 0)[0]).isCloseTo(normalised(0, 0, 0, 0), within(1f));
  }

  @Test
  void aDataVecFileThatCannotBeUsedIsExplained() throws IOException {
    Path text = Files.writeString(directory.resolve("text.json"), "{ \"transforms\": 3 }");
    var randomCrop = new ImageTransformProcess.Builder().randomCropTransform(8, 8).build();
    Path refused = Files.writeString(directory.resolve("crop.json"), randomCrop.toJson());
    assertThatThrownBy(() -> pipeline(directory.resolve("absent.json")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("absent.json cannot be read");
    assertThatThrownBy(() -> pipeline(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("text.json");
    assertThatThrownBy(() -> pipeline(refused))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("RandomCropTransform")
        .hasMessageContaining("global generator");
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static ViewPipeline pipeline(Path file) {
    return ViewPipeline.of(config(null, 0, 0, file), SIDE, MEAN, STD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mini", "none"})
  void aPresetHoldsTwoViewsWithExactlyTheKeysOfTheRecord(String name) throws IOException {
    JsonNode preset = MAPPER.valueToTree(new Yaml().load(new PlainPresets().yaml(name)));
    assertThat(preset.fieldNames()).toIterable().containsExactly("view1", "view2");
    String[] keys =
        Arrays.stream(ViewConfig.class.getRecordComponents())
            .map(java.lang.reflect.RecordComponent::getName)
            .toArray(String[]::new);
    for (JsonNode view : preset) {
      assertThat(view.fieldNames()).toIterable().containsExactly(keys);
      ViewConfig config = MAPPER.treeToValue(view, ViewConfig.class);
      assertThat(ViewPipeline.of(config, 32, MEAN, STD).size()).isEqualTo(32);
    }
    assertThat(preset.at("/view1/cropScale").isNull()).isEqualTo(name.equals("none"));
  }
}
