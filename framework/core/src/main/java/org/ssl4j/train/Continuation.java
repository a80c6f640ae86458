package org.ssl4j.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.checkpoint.Checkpoints;
import org.ssl4j.config.ConfigChanges.Change;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.run.SetAside;
import org.ssl4j.text.Text;

/**
 * How a run goes on.
 *
 * @param checkpoint to go on from; empty for the newest that is whole
 * @param changes what differs from the config that the run had so far
 */
public record Continuation(Optional<Path> checkpoint, List<Change> changes) {

  private static final Logger LOG = LoggerFactory.getLogger(Continuation.class);

  /** From the newest checkpoint, with the run's own config. */
  public static final Continuation NEWEST = new Continuation(Optional.empty(), List.of());

  public Continuation {
    changes = List.copyOf(changes);
  }

  /**
   * Finds the checkpoint to go on from. Those that are damaged, and those newer than the one asked
   * for, are set aside.
   *
   * @return empty if the run has none at all and has to start from its beginning
   * @throws RunException if none of those there can be used
   */
  Optional<Path> choose(RunDirectory run, Checkpoints checkpoints) {
    List<Path> all = checkpoints.list();
    if (checkpoint.isPresent()) {
      return Optional.of(named(run, all));
    }
    List<Path> damaged = new ArrayList<>();
    RunException last = null;
    for (Path candidate : all) {
      try {
        Checkpoints.readState(candidate);
        if (!damaged.isEmpty()) {
          LOG.warn(
              "resuming from {}; the damaged checkpoints are kept in {}",
              candidate,
              SetAside.keep(run, damaged));
        }
        return Optional.of(candidate);
      } catch (RunException e) {
        LOG.warn("{}", e.getMessage());
        damaged.add(candidate);
        last = e;
      }
    }
    if (last != null) {
      throw new RunException(
          Text.of(
              "no checkpoint of %s can be used (the oldest: %s); restore one, or start a new run",
              run.path(), last.getMessage()),
          last);
    }
    return Optional.empty();
  }

  private Path named(RunDirectory run, List<Path> all) {
    Path wanted = checkpoint.orElseThrow();
    Checkpoints.refuseForeign(wanted);
    Checkpoints.readState(wanted);
    List<Path> newer =
        all.stream().filter(path -> Checkpoints.step(path) > Checkpoints.step(wanted)).toList();
    if (!newer.isEmpty()) {
      LOG.warn(
          "resuming from {}; the newer checkpoints and the metrics so far are kept in {}",
          wanted,
          SetAside.keep(run, newer));
    }
    return wanted;
  }
}
