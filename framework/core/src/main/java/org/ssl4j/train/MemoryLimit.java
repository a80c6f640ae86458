package org.ssl4j.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.run.MemoryEstimate;
import org.ssl4j.text.Text;

/**
 * What the process may use, and the refusal of a training that would need more: the system would
 * kill it in the middle, without a word.
 *
 * @param process bytes of the whole process, heap included
 * @param heap bytes of the Java heap
 */
record MemoryLimit(long process, long heap) {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryLimit.class);

  private static final String BATCH = "data.batchSize";
  private static final Path MACHINE = Path.of("/proc/meminfo");

  /** Version 2 and version 1 of control groups, as a container sees its own. */
  private static final Path[] GROUPS = {
    Path.of("/sys/fs/cgroup/memory.max"), Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes")
  };

  private static final long KILOBYTE = 1024;

  /** The smallest of what JavaCPP was told, the machine has and a container allows. */
  static MemoryLimit here() {
    long limit = Long.MAX_VALUE;
    if (Pointer.maxPhysicalBytes() > 0) {
      limit = Pointer.maxPhysicalBytes();
    }
    limit = Math.min(limit, machine().orElse(Long.MAX_VALUE));
    for (Path group : GROUPS) {
      limit = Math.min(limit, number(group).orElse(Long.MAX_VALUE));
    }
    return new MemoryLimit(limit, Runtime.getRuntime().maxMemory());
  }

  private static OptionalLong machine() {
    return text(MACHINE)
        .lines()
        .filter(line -> line.startsWith("MemTotal:"))
        .map(line -> line.replaceAll("\\D", ""))
        .filter(digits -> !digits.isEmpty())
        .mapToLong(digits -> Long.parseLong(digits) * KILOBYTE)
        .findFirst();
  }

  private static OptionalLong number(Path file) {
    String text = text(file).strip();
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static String text(Path file) {
    if (!Files.isReadable(file)) {
      return "";
    }
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      LOG.debug("cannot read {}", file, e);
      return "";
    }
  }

  private boolean fits(MemoryEstimate estimate) {
    return estimate.total() <= process && estimate.heap() <= heap;
  }

  /**
   * Refuses a training that cannot fit, with a batch that does.
   *
   * @param ofBatch estimates for a number of images a step
   * @throws org.ssl4j.error.ConfigException at the place of the batch size
   */
  MemoryEstimate require(LoadedConfig loaded, IntFunction<MemoryEstimate> ofBatch) {
    int batch = loaded.config().data().batchSize();
    var estimate = ofBatch.apply(batch);
    if (fits(estimate)) {
      return estimate;
    }
    int smaller = batch / 2;
    while (smaller >= 2 && !fits(ofBatch.apply(smaller))) {
      smaller /= 2;
    }
    throw loaded.refusal(
        BATCH,
        Text.of(
            "is %d; training then needs about %s of memory (%s of it for the Java heap), but this process may use %s (%s); %s",
            batch,
            MemoryEstimate.gigabytes(estimate.total()),
            MemoryEstimate.gigabytes(estimate.heap()),
            MemoryEstimate.gigabytes(process),
            MemoryEstimate.gigabytes(heap),
            smaller < 2
                ? "use smaller images (data.imageSize) or a smaller network, or give more memory."
                : Text.of(
                    "%d fits with about %s; or use smaller images (data.imageSize), or give more memory.",
                    smaller, MemoryEstimate.gigabytes(ofBatch.apply(smaller).total()))));
  }
}
