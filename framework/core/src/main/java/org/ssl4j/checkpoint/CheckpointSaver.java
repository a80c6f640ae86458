package org.ssl4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.CheckpointConfig;
import org.ssl4j.run.DiskException;
import org.ssl4j.run.Json;
import org.ssl4j.run.RunListener;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Saves checkpoints when they are due. If the disk refuses, training goes on with its state in
 * memory, and the save is tried again until it succeeds.
 */
public final class CheckpointSaver {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointSaver.class);

  private static final double NANOS = 1e9;

  private final CheckpointConfig config;
  private final RunState state;
  private final Checkpoints checkpoints;
  private final Retention retention;
  private final Path index;
  private final List<RunListener> listeners;

  private boolean owed;
  private long nextTry;

  public CheckpointSaver(
      CheckpointConfig config,
      RunState state,
      Checkpoints checkpoints,
      Retention retention,
      Path index,
      List<RunListener> listeners) {
    this.config = config;
    this.state = state;
    this.checkpoints = checkpoints;
    this.retention = retention;
    this.index = index;
    this.listeners = listeners;
  }

  /** After an epoch and what was measured in it, or before the first. */
  public void afterEpoch(int epoch, boolean last) {
    boolean dueByEpoch = config.everyEpochs() > 0 && epoch % config.everyEpochs() == 0;
    boolean everSaves = config.everyEpochs() > 0 || config.everySteps() > 0;
    if (dueByEpoch || dueByStep() || last && everSaves) {
      tryToSave();
    } else {
      catchUp();
    }
  }

  /** After a step within an epoch. */
  public void afterStep() {
    if (dueByStep()) {
      tryToSave();
    } else {
      catchUp();
    }
  }

  private boolean dueByStep() {
    return config.everySteps() > 0 && state.step() % config.everySteps() == 0;
  }

  private void catchUp() {
    if (owed && System.nanoTime() - nextTry >= 0) {
      tryToSave();
    }
  }

  private void tryToSave() {
    try {
      save();
    } catch (DiskException e) {
      if (!owed) {
        LOG.warn(
            "{}; training goes on, and the checkpoint is written again every {} seconds until it succeeds",
            e.getMessage(),
            config.retrySeconds());
      }
      owed = true;
      nextTry = System.nanoTime() + Math.round(config.retrySeconds() * NANOS);
    }
  }

  /** Whether a checkpoint that was due has not been written. */
  public boolean owes() {
    return owed;
  }

  /**
   * Saves now.
   *
   * @throws DiskException if the disk refuses; what was there is untouched
   */
  public Path save() {
    try {
      // A checkpoint without the lines that lead to it could not be resumed to whole files.
      forceMetrics();
      var saved = state.save(checkpoints, retention::spared);
      writeIndex();
      if (owed) {
        LOG.warn("the disk is writable again: saved {}", saved);
      }
      owed = false;
      return saved;
    } catch (IOException e) {
      throw new DiskException(
          Text.of(
              "cannot write the checkpoint of step %d (%s); earlier ones are untouched",
              state.step(), DurableFiles.reason(e)),
          e);
    }
  }

  /**
   * Puts what was logged so far on the disk.
   *
   * @throws IOException if the disk refuses
   */
  public void forceMetrics() throws IOException {
    for (RunListener listener : listeners) {
      listener.beforeCheckpoint();
    }
  }

  /** Says for people and tools which checkpoint is which; a resumed run does not read it. */
  private void writeIndex() throws IOException {
    var all = checkpoints.list();
    Map<String, Object> names = new LinkedHashMap<>();
    names.put("newest", name(all.stream().findFirst()));
    names.put("best", name(retention.best(all)));
    names.put("bestBy", config.best().name().toLowerCase(java.util.Locale.ROOT));
    names.put("healthy", name(retention.healthy(all)));
    DurableFiles.replace(index, Json.pretty(names));
  }

  private static String name(Optional<Path> checkpoint) {
    return checkpoint.map(path -> path.getFileName().toString()).orElse(null);
  }
}
