package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.storage.Checksums;
import org.ssl4j.text.Text;

/**
 * Kills real training processes without warning at random moments and lets {@code --resume auto} go
 * on: no checkpoint is lost, and each run ends with the very files of one left alone. {@code
 * -Dssl4j.kills=n} kills n processes, spread over the methods; {@code
 * -Dssl4j.launcher=scripts/ssl4j} starts them as a user does; {@code scripts/kill-harness} sets
 * both.
 */
class KillAndResumeTest {

  private static final Logger LOG = LoggerFactory.getLogger(KillAndResumeTest.class);

  private static final int KILLS = Integer.getInteger("ssl4j.kills", 1);
  private static final String LAUNCHER = System.getProperty("ssl4j.launcher");
  private static final long SEED = Long.getLong("ssl4j.kills.seed", 1);

  private static final List<String> METHODS =
      List.of("simclr", "moco", "byol", "simsiam", "vicreg");
  private static final int KILLED = 128 + 9;

  /** Share of the kills that fall before training has begun. */
  private static final double EARLY = 0.15;

  /** Times, and what tells of resumes or shows times. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "imagesPerSecond",
          "dataWaitShare",
          "seconds",
          "provenance.json",
          "train.log",
          "report.html");

  @TempDir Path directory;

  private final Random random = new Random(SEED);

  private static String config(String method) {
    String more =
        switch (method) {
          case "moco" -> ", queueSize: 64";
          case "byol" -> ", predictor: {layers: [24, 16]}";
          case "simsiam" -> ", predictor: {layers: [8, 16]}";
          default -> "";
        };
    return Text.of(
        """
      name: killed
      seed: 5
      data: {dataset: shapes, imageSize: 16, trainLimit: 320, testLimit: 60, batchSize: 16}
      backbone: {name: resnet, blocks: [1, 1], width: 16}
      evaluation: {k: 5}
      schedule: {epochs: 6, warmupEpochs: 1}
      optimizer: {learningRate: 0.005}
      monitor: {images: 60}
      checkpoint: {everySteps: 7, keep: 2}
      method: {name: %s, projector: {layers: [24, 16]}%s}
      """,
        method, more);
  }

  @Test
  void aRunKilledAtAnyMomentEndsAsOneLeftAlone() throws Exception {
    var table =
        new StringBuilder(
            "| method | kills | of them mid-epoch | runs compared |\n|---|---|---|---|\n");
    int left = KILLS;
    for (int m = 0; m < METHODS.size(); m++) {
      int kills = left / (METHODS.size() - m);
      left -= kills;
      if (kills > 0) {
        table.append(killAndCompare(METHODS.get(m), kills));
      }
    }
    LOG.info("{} kills, seed {}, no checkpoint lost, no bit different:\n{}", KILLS, SEED, table);
  }

  private String killAndCompare(String method, int kills) throws Exception {
    Path config = Files.writeString(directory.resolve(method + ".yaml"), config(method));
    Path alone = directory.resolve(method + "-alone");
    long start = System.nanoTime();
    Process whole = start(config, alone);
    long begun = millisUntilFirstStep(whole, alone, start);
    assertThat(whole.waitFor()).as(() -> output(alone)).isZero();
    long length = (System.nanoTime() - start) / 1_000_000;
    RunContents expected = RunContents.read(alone, LEFT_OUT);

    int made = 0;
    int midEpoch = 0;
    int compared = 0;
    while (made < kills) {
      Path out = directory.resolve(method + "-" + compared);
      boolean finished = false;
      while (!finished && made < kills) {
        long before = newestCheckpoint(out);
        Process process = start(config, out);
        if (process.waitFor(moment(begun, length), TimeUnit.MILLISECONDS)) {
          finished = true;
          assertThat(process.exitValue()).as(() -> output(out)).isZero();
        } else {
          kill(process);
          made++;
          requireWhole(out, before);
          midEpoch += newestCheckpoint(out) % 20 == 0 ? 0 : 1;
        }
      }
      if (!finished) {
        assertThat(start(config, out).waitFor()).as(() -> output(out)).isZero();
      }
      var comparison = RunContents.compare(expected, RunContents.read(out, LEFT_OUT));
      assertThat(comparison.keepsEverything() && comparison.added().isEmpty())
          .as("%s after %d kills: %s", out, made, comparison)
          .isTrue();
      compared++;
    }
    return Text.of("| %s | %d | %d | %d |%n", method, made, midEpoch, compared);
  }

  /** A moment in milliseconds after the start, seldom before the first step. */
  private long moment(long begun, long length) {
    return random.nextDouble() < EARLY
        ? (long) (random.nextDouble() * begun)
        : begun + (long) (random.nextDouble() * (length - begun));
  }

  private Process start(Path config, Path out) throws IOException {
    List<String> command = new ArrayList<>();
    if (LAUNCHER == null) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    } else {
      command.add(LAUNCHER);
    }
    command.addAll(
        List.of("train", config.toString(), "--out", out.toString(), "--resume", "auto"));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(out).toFile()));
    builder.environment().put("OMP_NUM_THREADS", "2");
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    return builder.start();
  }

  private static Path log(Path out) {
    return out.resolveSibling(out.getFileName() + ".log");
  }

  private static String output(Path out) {
    try {
      return Files.readString(log(out), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static long millisUntilFirstStep(Process process, Path out, long start)
      throws InterruptedException {
    while (process.isAlive() && newestCheckpoint(out) < 0) {
      Thread.sleep(20);
    }
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static void kill(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    assertThat(process.waitFor()).isEqualTo(KILLED);
  }

  /** Every checkpoint that bears the name is whole, and the newest before is there or surpassed. */
  private static void requireWhole(Path out, long before) throws IOException {
    for (Path checkpoint : checkpoints(out)) {
      assertThat(Checksums.verify(checkpoint)).contains("online.array", "state.json");
    }
    assertThat(newestCheckpoint(out)).isGreaterThanOrEqualTo(before);
  }

  private static List<Path> checkpoints(Path out) {
    Path parent = new RunDirectory(out).checkpoints();
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(path -> path.getFileName().toString().matches("step-\\d+"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Its step; -1 if there is none. */
  private static long newestCheckpoint(Path out) {
    List<Path> all = checkpoints(out);
    return all.isEmpty()
        ? -1
        : Long.parseLong(all.get(all.size() - 1).getFileName().toString().substring(5));
  }
}
