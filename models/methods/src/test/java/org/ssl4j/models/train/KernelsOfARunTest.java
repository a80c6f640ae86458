package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.dl4j.kernel.OneDnnNatives;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.RunDirectory;

/** A run goes on with the algorithms of convolution that it began with. */
class KernelsOfARunTest {

  private static final String FACT = "convolutions";

  @TempDir Path root;

  private RunHarness harness;

  @BeforeAll
  static void require() {
    OneDnnNatives.require();
  }

  @BeforeEach
  void start() {
    harness = new RunHarness(root);
  }

  private LoadedConfig config(String... sets) {
    String[] all = new String[sets.length + 4];
    all[0] = "engine=onednn";
    all[1] = "backbone.width=32";
    all[2] = "data.imageSize=16";
    all[3] = "schedule.epochs=1";
    System.arraycopy(sets, 0, all, 4, sets.length);
    return harness.config(TinyExperiments.section("simclr"), all);
  }

  /** Its provenance says nothing of algorithms, because there was one. */
  @Test
  void aRunFromBeforeTheChoiceIsFinishedDirectly() throws Exception {
    var direct = harness.train("direct", config("convolution=direct"));
    var old = RunDirectory.createAt(root.resolve("old"));
    harness.run(config("convolution=direct"), old, false, 4);
    var facts = (ObjectNode) RunHarness.object(old.provenance());
    facts.remove(FACT);
    Files.writeString(old.provenance(), facts.toString());
    harness.run(config(), old, true, Long.MAX_VALUE);

    assertThat(RunHarness.text(old.steps())).isEqualTo(RunHarness.text(direct.steps()));
    assertThat(RunHarness.weights(old)).isEqualTo(RunHarness.weights(direct));
    assertThat(RunHarness.object(old.provenance()).at("/resumed/0").has(FACT)).isFalse();
  }

  @Test
  void aStoppedRunGoesOnToTheSameBits() {
    var undisturbed = harness.train("undisturbed", config());
    var stopped = RunDirectory.createAt(root.resolve("stopped"));
    harness.run(config(), stopped, false, 4);
    harness.run(config(), stopped, true, Long.MAX_VALUE);
    assertThat(RunHarness.text(stopped.steps())).isEqualTo(RunHarness.text(undisturbed.steps()));
    assertThat(RunHarness.weights(stopped)).isEqualTo(RunHarness.weights(undisturbed));
    assertThat(RunHarness.object(stopped.provenance()).path(FACT).asText()).isNotEmpty();
  }

  @Test
  void anotherAlgorithmInTheMiddleIsRecorded() {
    var changed = RunDirectory.createAt(root.resolve("changed"));
    harness.run(config("convolution=direct"), changed, false, 4);
    var facts = RunHarness.object(changed.provenance());
    assertThat(facts.path(FACT).asText()).isEqualTo("direct");
    ((ObjectNode) facts).put(FACT, "winograd-0");
    RunDirectory.writeAtomically(changed.provenance(), facts.toString());
    harness.run(config("convolution=direct"), changed, true, Long.MAX_VALUE);
    assertThat(RunHarness.object(changed.provenance()).at("/resumed/0/" + FACT).asText())
        .isEqualTo("direct");
  }
}
