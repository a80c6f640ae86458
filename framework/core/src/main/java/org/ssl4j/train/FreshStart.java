package org.ssl4j.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.checkpoint.Checkpoints;
import org.ssl4j.config.CheckpointConfig;
import org.ssl4j.run.DiskException;
import org.ssl4j.run.Json;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.run.SetAside;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * A run that is to go on, but has no checkpoint. Where it has trained and saves checkpoints, some
 * are missing or cannot be recognised, and starting from its beginning would lose what it has
 * measured: that is refused. A run that was ended before its first checkpoint begins anew, and what
 * it wrote is set aside.
 */
final class FreshStart {

  private static final Logger LOG = LoggerFactory.getLogger(FreshStart.class);

  private FreshStart() {}

  /**
   * Clears the way for a start from the beginning.
   *
   * @throws RunException if the run must have had a checkpoint
   * @throws DiskException if the disk refuses
   */
  static void prepare(RunDirectory run, Checkpoints checkpoints, CheckpointConfig config) {
    List<Path> strangers = checkpoints.strangers();
    strangers.forEach(Checkpoints::refuseForeign);
    if (!strangers.isEmpty()) {
      throw new RunException(
          Text.of(
              "%s holds no checkpoint; it holds %s, which is not the name of a checkpoint. A checkpoint has a name like step-00000390: restore the name, or start a new run in another directory",
              run.checkpoints(), strangers.get(0).getFileName()));
    }
    long measured = lastStep(run.metrics());
    if (measured > 0 && config.everyEpochs() > 0) {
      throw new RunException(
          Text.of(
              "%s has measurements up to step %d but no checkpoint to continue from; restore one in %s, or start a new run in another directory",
              run.path(), measured, run.checkpoints()));
    }
    if (measured < 0 && lastStep(run.steps()) < 0) {
      LOG.warn("{} has no checkpoint yet, so training starts from the beginning", run.path());
      return;
    }
    LOG.warn(
        "{} has no checkpoint yet, so training starts from the beginning; the files written so far are kept in {}",
        run.path(),
        SetAside.keep(run, List.of()));
  }

  /** Of the last whole line; negative if there is none. */
  private static long lastStep(Path file) {
    if (!Files.exists(file)) {
      return -1;
    }
    long step = -1;
    try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        step = Json.MAPPER.readTree(line).path("step").asLong(step);
      }
    } catch (JsonProcessingException e) {
      LOG.debug("the last line of {} is incomplete", file, e);
    } catch (IOException e) {
      throw new RunException(Text.of("cannot read %s (%s)", file, DurableFiles.reason(e)), e);
    }
    return step;
  }
}
