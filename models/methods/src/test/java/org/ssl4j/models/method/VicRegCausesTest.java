package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ssl4j.diagnose.SettingCause;
import org.ssl4j.diagnose.SettingCause.Explains;
import org.ssl4j.diagnose.WrittenSettings;
import org.ssl4j.method.MethodCatalog;

/** What VICReg says to a diagnosis. */
class VicRegCausesTest {

  private static List<SettingCause> causes(String invariance, String variance, String covariance) {
    return VicRegCauses.of(
        new WrittenSettings(
            Map.of(
                "method.invariance", invariance,
                "method.variance", variance,
                "method.covariance", covariance)));
  }

  @Test
  void thePapersWeightsExplainNothing() {
    assertThat(causes("25", "25", "1")).isEmpty();
  }

  @Test
  void aVarianceWeightOfZeroExplainsEveryCollapse() {
    assertThat(causes("25", "0", "1"))
        .containsExactly(
            new SettingCause(
                "the variance weight is 0: nothing keeps the embeddings apart",
                "method.variance",
                0.95,
                "raise it to the invariance weight: method.variance=25",
                Explains.COLLAPSE));
  }

  @Test
  void smallVarianceWeightsAreDoubtful() {
    var beside = causes("25", "4.5", "1").get(0);
    assertThat(beside.cause())
        .isEqualTo("the variance weight is small beside the invariance weight of 25");
    assertThat(beside.test()).isEqualTo("make them equal: method.variance=25");
    var dominated = causes("1", "1", "1").get(0);
    assertThat(dominated.cause()).startsWith("the covariance term dominates");
    assertThat(dominated.confidence()).isEqualTo(0.4);
  }

  @Test
  void aCovarianceWeightOfZeroExplainsLostDimensions() {
    var causes = causes("25", "25", "0.0");
    assertThat(causes).extracting(SettingCause::setting).containsExactly("method.covariance");
    assertThat(causes.get(0).explains()).isEqualTo(Explains.PARTIAL_COLLAPSE);
  }

  /** SimSiam and BYOL have the terms as additions whose default is 0; VICReg relies on them. */
  @Test
  void additionsToOtherMethodsAreNoSafeguards() {
    var catalog = new MethodCatalog();
    var off = Map.of("method.name", "simsiam", "method.variance", "0", "method.covariance", "0");
    assertThat(catalog.facts(off).causes()).isEmpty();
    assertThat(catalog.facts(off).askedDeviation()).isNull();
    assertThat(catalog.facts(Map.of("method.name", "vicreg")).askedDeviation()).isEqualTo(1);
  }

  @Test
  void everyMethodNamesItsViewsAndRate() {
    for (String name : List.of("simclr", "moco", "byol", "simsiam", "vicreg")) {
      var facts = new MethodCatalog().facts(Map.of("method.name", name));
      assertThat(facts.viewPreset()).isEqualTo(name);
      assertThat(facts.recipeLearningRate()).isPositive();
    }
    assertThat(new MethodCatalog().facts(Map.of("method.name", "unheard-of")).causes()).isEmpty();
  }
}
