package org.ssl4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.augment.Pipelines;
import org.ssl4j.data.Shapes;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.MemoryEstimate;

/** The memory estimate counts the views of all groups, each in its size. */
class MemoryOfViewsTest {

  private static final int BATCH = 1000;

  @TempDir Path directory;

  private MemoryEstimate estimate(String... sets) {
    var section = TinyExperiments.section("simclr");
    var config = TinyExperiments.load(directory, section, List.of(sets)).config();
    var data = Shapes.open(32, 40, 20, 60);
    var context = MethodContext.open(config, Precision.FLOAT);
    try (var engine = context.engine();
        var method = new MethodCatalog().get("simclr").create(context)) {
      var pipelines = Pipelines.of(config.views(), data);
      return MemoryEstimator.of(config, data, method, pipelines, BATCH);
    }
  }

  @Test
  void smallViewsCountByTheirPixels() {
    var pair = estimate();
    var grouped = estimate("views.groups=[{count: 2}]");
    var more = estimate("views.groups=[{count: 2}, {count: 4, size: 16}]");

    assertThat(grouped).isEqualTo(pair);
    assertThat(more.views()).isEqualTo(pair.views() * 3 / 2);
    assertThat((double) more.activations() / pair.activations()).isBetween(1.45, 1.55);
    assertThat(more.networks()).isEqualTo(pair.networks());
  }
}
