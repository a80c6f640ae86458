package org.ssl4j.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.error.DataException;
import org.ssl4j.error.Ssl4jException;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.golden.GoldenFile.GoldenCase;
import org.ssl4j.measure.CollapseMeasures;
import org.ssl4j.measure.Hubness;
import org.ssl4j.measure.NumberArray;

/** Every measure against vectors that were computed twice, independently, in double precision. */
class FacesGoldenTest {

  private static final String ARRAYS =
      "vae_collapse, vq_codebook, generative_modes, attention, token_rank, two_towers, dormant_units, anisotropy";

  static List<Named> cases() {
    return Arrays.stream(ARRAYS.split(", "))
        .flatMap(file -> GoldenFile.cases(file).stream().map(one -> new Named(file, one)))
        .toList();
  }

  record Named(String file, GoldenCase golden) {
    @Override
    public String toString() {
      return file + " " + golden.name();
    }
  }

  /** An array of the case: lists nested to any depth. */
  private static NumberArray array(JsonNode node) {
    List<Long> shape = new ArrayList<>();
    for (JsonNode inner = node; inner.isArray(); inner = inner.get(0)) {
      shape.add((long) inner.size());
    }
    return NumberArray.of(
        GoldenFile.numbers(node), shape.stream().mapToLong(Long::longValue).toArray());
  }

  private static Map<String, Object> measured(Named named) {
    var inputs = new LinkedHashMap<String, NumberArray>();
    named.golden.inputs().properties().forEach(e -> inputs.put(e.getKey(), array(e.getValue())));
    var params = named.golden.params();
    return switch (named.file) {
      case "vae_collapse" -> posterior(inputs);
      case "vq_codebook" -> codes(CodeUse.of(inputs.get("codes"), params.get("K").intValue()));
      case "generative_modes" ->
          generative(
              GenerativeModes.of(
                  inputs.get("real"), inputs.get("fake"), params.get("k").intValue()));
      case "attention" -> attention(AttentionMaps.of(inputs.get("attention"), layout(params)));
      case "token_rank" -> tokens(TokenRank.of(inputs.get("hidden")));
      case "two_towers" -> towers(TwoTowers.of(inputs.get("a"), inputs.get("b")));
      case "dormant_units" -> units(UnitActivity.of(inputs.get("activations")));
      default -> anisotropy(inputs.get("Z"), params.get("k").intValue());
    };
  }

  private static Map<String, Object> posterior(Map<String, NumberArray> inputs) {
    var one = PosteriorMeasures.of(inputs.get("mu"), inputs.get("logvar"), inputs.get("noise"));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kl_per_dim", one.klPerDimension());
    all.put("kl_total", one.klTotal());
    all.put("mu_variance", one.meanVariance());
    all.put("active_units", one.activeUnits());
    all.put("active_share", one.activeShare());
    all.put("mi_sampled", one.information().estimate());
    all.put("marginal_kl_sampled", one.marginalKl());
    all.put("mi_lower", one.information().lower());
    all.put("mi_upper", one.information().upper());
    all.put("mi_ceiling", one.information().ceiling());
    return all;
  }

  private static Map<String, Object> codes(CodeUse one) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("perplexity", one.perplexity());
    all.put("entropy", one.entropy());
    all.put("normalised_entropy", one.normalisedEntropy());
    all.put("used_codes", one.usedCodes());
    all.put("used_share", one.usedShare());
    all.put("top_code_share", one.topCodeShare());
    all.put("max_used_share", one.maxUsedShare());
    all.put("expected_used_share_uniform", one.expectedUsedShareUniform());
    return all;
  }

  private static Map<String, Object> generative(GenerativeModes one) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("precision", one.precision());
    all.put("recall", one.recall());
    all.put("density", one.density());
    all.put("coverage", one.coverage());
    all.put("vendi_real", one.vendiReal());
    all.put("vendi_fake", one.vendiFake());
    all.put("zero_radius_share_real", one.zeroRadiusShareReal());
    all.put("zero_radius_share_fake", one.zeroRadiusShareFake());
    return all;
  }

  private static AttentionMaps.Layout layout(JsonNode params) {
    var grid = params.path("grid");
    return new AttentionMaps.Layout(
        grid.path(0).asInt(0),
        grid.path(1).asInt(0),
        params.path("prefix_tokens").asInt(0),
        params.path("causal").asBoolean(false));
  }

  private static Map<String, Object> attention(AttentionMaps one) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("entropy", flat(one.entropy()));
    all.put("layer_entropy", one.layerEntropy());
    all.put("uniform_head_share", one.uniformHeadShare());
    all.put("one_hot_head_share", one.oneHotHeadShare());
    all.put("key_entropy", flat(one.keyEntropy()));
    all.put("head_js", one.headDivergence());
    if (one.distance() != null) {
      all.put(
          "attention_distance",
          Arrays.stream(one.distance()).flatMap(Arrays::stream).toArray(Double[]::new));
    }
    return all;
  }

  private static double[] flat(double[][] values) {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
  }

  private static Map<String, Object> tokens(TokenRank one) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("residual_ratio", one.residualRatio());
    all.put("mean_token_cosine", one.meanTokenCosine());
    all.put("token_effective_rank", one.effectiveRank());
    return all;
  }

  private static Map<String, Object> towers(TwoTowers one) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("centroid_gap", one.centroidGap());
    all.put("gap_variance_share", one.gapVarianceShare());
    all.put("alignment", one.alignment());
    all.put("mean_positive_cosine", one.positiveCosine());
    all.put("mean_negative_cosine", one.negativeCosine());
    all.put("uniformity_a", one.uniformityA());
    all.put("uniformity_b", one.uniformityB());
    all.put("effective_rank_a", one.spectrumA().effectiveRank());
    all.put("effective_rank_b", one.spectrumB().effectiveRank());
    all.put("effective_rank_union", one.spectrumUnion().effectiveRank());
    all.put("recall_at_1_a_to_b", one.retrieval().aToB());
    all.put("recall_at_1_b_to_a", one.retrieval().bToA());
    all.put("chance_recall_at_1", one.retrieval().chance());
    return all;
  }

  private static Map<String, Object> units(UnitActivity one) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("scores", one.scores());
    all.put("dormant_share_0.025", one.dormantShare(0.025));
    all.put("dormant_share_0", one.dormantShare(0));
    all.put("centred_dormant_share_0.025", one.centredDormantShare());
    all.put("srank_0.01", one.srank());
    return all;
  }

  private static Map<String, Object> anisotropy(NumberArray z, int k) {
    var analysis = CollapseMeasures.measure(z.rows());
    boolean degenerate = analysis.measures().centredDegenerate();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("mean_cosine", analysis.measures().meanCosine());
    all.put("centred_degenerate", degenerate);
    all.put("isoscore", analysis.spectrum().isoScore());
    assertThat(analysis.measures().isoScore()).isEqualTo(analysis.spectrum().isoScore());
    Hubness hubs = degenerate ? null : Hubness.of(z.rows(), k);
    all.put("hubness", hubs == null ? null : hubs.skewness());
    all.put("k_occurrence", hubs == null ? null : hubs.occurrences());
    all.put("max_k_occurrence", hubs == null ? null : hubs.largest());
    all.put("antihub_share", hubs == null ? null : hubs.antihubShare());
    if (k == Hubness.DEFAULT_K) {
      assertThat(analysis.measures().hubness()).isEqualTo(all.get("hubness"));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyValueIsGoldenAndBadInputIsRefused(Named named) {
    if (named.golden.expected().has("error")) {
      assertThatThrownBy(() -> measured(named)).isInstanceOf(Ssl4jException.class);
      return;
    }
    var measured = measured(named);
    assertThat(measured.keySet())
        .containsExactlyInAnyOrderElementsOf(
            named.golden.expected().properties().stream().map(Map.Entry::getKey).toList());
    named
        .golden
        .expected()
        .properties()
        .forEach(e -> compare(e.getKey(), measured.get(e.getKey()), e.getValue()));
  }

  private static void compare(String name, Object actual, JsonNode expected) {
    if (expected.isNull()) {
      assertThat(actual).as(name).isNull();
    } else if (expected.isBoolean()) {
      assertThat(actual).as(name).isEqualTo(expected.booleanValue());
    } else if (expected.isArray()) {
      Double[] values = list(actual);
      List<JsonNode> leaves = new ArrayList<>();
      leaves(expected, leaves);
      assertThat(values).as(name).hasSize(leaves.size());
      for (int i = 0; i < values.length; i++) {
        compare(name + " " + i, values[i], leaves.get(i));
      }
    } else {
      double value = expected.doubleValue();
      double given = ((Number) actual).doubleValue();
      assertThat(given).as(name).isCloseTo(value, within(1e-9 * Math.max(1, Math.abs(value))));
    }
  }

  private static void leaves(JsonNode node, List<JsonNode> leaves) {
    if (node.isArray()) {
      node.forEach(inner -> leaves(inner, leaves));
    } else {
      leaves.add(node);
    }
  }

  private static Double[] list(Object values) {
    if (values instanceof int[] whole) {
      return Arrays.stream(whole).mapToObj(i -> (double) i).toArray(Double[]::new);
    }
    return values instanceof double[] numbers
        ? Arrays.stream(numbers).boxed().toArray(Double[]::new)
        : (Double[]) values;
  }

  @Test
  void noCaseIsMissing() {
    assertThat(cases()).hasSize(65);
  }

  /** Each array of each measure refuses NaN with the array's name and the place. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vae_collapse",
        "generative_modes",
        "attention",
        "token_rank",
        "two_towers",
        "dormant_units"
      })
  void nanIsRefusedByPlace(String file) {
    var golden =
        GoldenFile.cases(file).stream()
            .filter(one -> one.name().equals("one_nan"))
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> measured(new Named(file, golden)))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("\\w+ holds NaN at \\[\\d+(, \\d+)*\\] \\(counted from 0\\).*");
  }
}
