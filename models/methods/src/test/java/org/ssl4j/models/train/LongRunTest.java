package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.bench.Soak;
import org.ssl4j.bench.Soak.Reading;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.RunDirectory;

/** A short soak; {@code scripts/soak} is the long one, in a process of its own. */
class LongRunTest {

  private static final int STEPS = 400;
  private static final int EVERY = 50;

  /** By then every shape has been seen and every buffer made. */
  private static final int SETTLED = 100;

  /** The history of an epoch takes some KB. */
  private static final double MB = 1;

  /** Epochs' results that have not been collected yet; one array a step would be 300. */
  private static final int BUFFERS = 30;

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"moco", "simsiam"})
  void memoryDoesNotGrowWithTheNumberOfSteps(String method) {
    var harness = new RunHarness(root);
    var config =
        harness.config(
            TinyExperiments.section(method),
            "engine=onednn",
            "backbone.width=16",
            "schedule.epochs=40",
            "optimizer.learningRate=0.001",
            "evaluation.everyEpochs=5",
            "monitor.everyEpochs=5",
            "checkpoint.everySteps=20",
            "checkpoint.keep=1");
    List<Reading> readings = new ArrayList<>();
    List<Integer> buffers = new ArrayList<>();
    harness.train(
        config,
        RunDirectory.createAt(root.resolve("run")),
        step -> {
          if (step % EVERY == 0 && step >= SETTLED) {
            readings.add(Soak.read((int) step));
            buffers.add(buffersAlive());
          }
        });

    assertThat(readings).hasSize((STEPS - SETTLED) / EVERY + 1);
    var first = readings.get(0);
    var last = readings.get(readings.size() - 1);
    assertThat(last.offHeap()).as(Soak.table(readings)).isLessThan(first.offHeap() + MB);
    assertThat(last.heap()).as(Soak.table(readings)).isLessThan(first.heap() + MB);
    assertThat(buffers.get(buffers.size() - 1))
        .as("buffers of arrays alive: %s", buffers)
        .isLessThan(buffers.get(0) + BUFFERS);
  }

  /** ND4J knows, but does not tell: neither JavaCPP nor the heap shows what arrays take. */
  private static int buffersAlive() {
    try {
      var field = DeallocatorService.class.getDeclaredField("referenceMap");
      field.setAccessible(true);
      var alive = (Map<?, ?>) field.get(Nd4j.getDeallocatorService());
      int before = Integer.MAX_VALUE;
      while (alive.size() < before) { // until the threads that free them have caught up
        before = alive.size();
        System.gc();
        Thread.sleep(20);
      }
      return alive.size();
    } catch (ReflectiveOperationException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
