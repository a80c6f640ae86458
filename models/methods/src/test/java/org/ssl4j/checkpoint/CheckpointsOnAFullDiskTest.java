package org.ssl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.models.disk.Disk;
import org.ssl4j.models.disk.FaultyFileSystem;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.storage.ArrayFile;
import org.ssl4j.storage.Checksums;
import org.ssl4j.text.Text;

/** The disk refuses at every single change that saving a checkpoint makes. */
class CheckpointsOnAFullDiskTest {

  @TempDir Path root;

  private final Disk disk = new Disk();
  private final FaultyFileSystem system = new FaultyFileSystem(disk);
  private final Map<String, ArrayFile.Contents> arrays =
      Map.of("online", vector(0), "target", vector(1));

  private static ArrayFile.Contents vector(double first) {
    Matrix values = Matrix.allocate(Precision.FLOAT, 1, 500);
    for (int i = 0; i < 500; i++) {
      values.set(0, i, first + i / 499.0);
    }
    return new ArrayFile.Vector(values);
  }

  private Checkpoints keepingOne(String name) throws IOException {
    disk.mend();
    Path directory = Files.createDirectory(root.resolve(name)).toAbsolutePath();
    return new Checkpoints(system.wrap(directory).resolve("checkpoints"), 1);
  }

  private void save(Checkpoints checkpoints, long step) throws IOException {
    var state =
        new TrainingState(
            TrainingState.VERSION,
            "simsiam",
            1,
            step,
            10,
            Map.of(),
            Map.of(),
            0,
            EpochRecord.Baselines.NONE,
            null,
            0);
    checkpoints.save(state, arrays, all -> Set.of());
  }

  /** Changes made by saving once more, so that there is one to remove or to replace. */
  private long changes(String name, long step) throws IOException {
    var checkpoints = keepingOne(name);
    save(checkpoints, 1);
    disk.refuse(Long.MAX_VALUE, Long.MAX_VALUE);
    save(checkpoints, step);
    return disk.operations();
  }

  @Test
  void whateverIsRefused_whatBearsTheNameIsWhole_andTheNewestIsThere() throws IOException {
    for (long step : new long[] {2, 1}) { // the next one, and the same once more
      long changes = changes("counted-" + step, step);
      assertThat(changes).isGreaterThan(15);
      for (long first = 1; first <= changes; first++) {
        for (long last : new long[] {first, Long.MAX_VALUE}) {
          refuseAndLook(step, first, last);
        }
      }
    }
  }

  private void refuseAndLook(long step, long first, long last) throws IOException {
    String when = Text.of("step %d, refused from %d to %d", step, first, last);
    var checkpoints = keepingOne(when);
    save(checkpoints, 1);
    disk.refuse(first, last);
    boolean saved = true;
    try {
      save(checkpoints, step);
    } catch (IOException e) {
      saved = false;
      assertThat(e).hasMessageContaining("No space left on device");
    }
    disk.mend();
    requireWhole(checkpoints, when);
    checkpoints.recover();
    requireWhole(checkpoints, when);
    assertThat(Checkpoints.step(checkpoints.newest().orElseThrow()))
        .as(when)
        .isEqualTo(saved ? step : 1);
    // With room again it is as if nothing had been.
    save(checkpoints, step);
    assertThat(checkpoints.list()).as(when).hasSize(1);
    try (var left = Files.list(root.resolve(when).resolve("checkpoints"))) {
      assertThat(left).as(when).hasSize(1);
    }
  }

  private static void requireWhole(Checkpoints checkpoints, String when) throws IOException {
    for (Path checkpoint : checkpoints.list()) {
      assertThat(Checksums.verify(checkpoint)).as(when).hasSize(3);
    }
  }
}
