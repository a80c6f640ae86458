package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.bench.ObjectiveWorkload;
import org.ssl4j.bench.StockWorkload;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.network.BackboneProvider;

/**
 * What the tests find is what is shipped: a page generated from the class path, or a message that
 * lists what there is, would otherwise speak of a test's method.
 */
class ShippedProvidersTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        MethodProvider.class,
        BackboneProvider.class,
        ObjectiveWorkload.class,
        StockWorkload.class
      })
  void everyProviderIsShipped(Class<?> service) {
    var found = ServiceLoader.load(service).stream().map(ServiceLoader.Provider::type).toList();
    assertThat(found)
        .isNotEmpty()
        .allSatisfy(
            type ->
                assertThat(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                    .doesNotContain("test-classes"));
  }
}
