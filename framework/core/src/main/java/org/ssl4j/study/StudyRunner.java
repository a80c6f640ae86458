package org.ssl4j.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.error.ConfigException;
import org.ssl4j.run.Json;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.Provenance;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.run.RunLock;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;
import org.ssl4j.train.Trainer;

/**
 * Trains the runs of a study that are not finished, and keeps its files up to date.
 *
 * <p>A run is finished when its directory has an {@code encoder.zip}, which training writes last,
 * or an {@code outcome.json}, written here when a run diverged. Anything else is continued from its
 * newest checkpoint, or begun again if it has none.
 */
public final class StudyRunner {

  private static final String OUTCOME = "outcome.json";
  private static final String STATUS = "status";
  private static final String REASON = "reason";

  private final StudyPlan plan;
  private final StudyDirectory directory;
  private final ConfigLoader loader;
  private final RunProcess process;
  private final int parallel;
  private final StudyListener listener;
  private final StopSignal stop;

  /** Why runs of this session failed, and with which code. */
  private final Map<Path, Failure> failures = new LinkedHashMap<>();

  private int started;

  private record Failure(int code, String reason) {}

  /**
   * @param loader reads the configs of runs that are there already
   * @param parallel runs at a time
   * @param stop ends the study after the step under way
   */
  public StudyRunner(
      StudyPlan plan,
      Path directory,
      ConfigLoader loader,
      RunProcess process,
      int parallel,
      StudyListener listener,
      StopSignal stop) {
    this.plan = plan;
    this.directory = new StudyDirectory(directory);
    this.loader = loader;
    this.process = process;
    this.parallel = parallel;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * How it ended.
   *
   * @param interrupted whether runs are left to do
   * @param firstFailure exit code of the first run that failed for another reason than divergence,
   *     or 0
   * @param answer what the numbers say, in a sentence
   * @param notes what else a reader must know, a sentence each
   */
  public record Ending(boolean interrupted, int firstFailure, String answer, List<String> notes) {
    public Ending {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Runs what is left.
   *
   * @throws RunException if the directory is in use or holds another study's runs
   */
  public Ending run() {
    directory.requireFor(plan);
    try {
      Files.createDirectories(directory.path());
    } catch (IOException e) {
      throw new RunException(
          Text.of(
              "cannot create %s (%s); choose a writable place", directory.path(), e.getMessage()),
          e);
    }
    try (var lock = RunLock.hold(directory.path(), "another study")) {
      for (var run : plan.runs()) {
        requireSameConfig(run.run());
      }
      report();
      trainAll(plan.runs().stream().filter(run -> !finished(run.run())).toList());
      var outcomes = report();
      boolean left = outcomes.stream().anyMatch(cell -> cell.status() == RunStatus.PENDING);
      return new Ending(
          left,
          failures.values().stream().mapToInt(Failure::code).findFirst().orElse(0),
          StudyFiles.answer(plan, outcomes),
          StudyFiles.notes(plan, outcomes));
    }
  }

  /** Whether a run needs no more training. */
  static boolean finished(PlannedRun run) {
    return trained(run) || Files.isRegularFile(run.directory().resolve(OUTCOME));
  }

  private static boolean trained(PlannedRun run) {
    return !run.own() || Files.isRegularFile(new RunDirectory(run.directory()).encoder());
  }

  private void requireSameConfig(PlannedRun run) {
    var there = new RunDirectory(run.directory());
    if (!run.own() || !Files.isRegularFile(there.config())) {
      return;
    }
    LoadedConfig old;
    try {
      old = loader.loadResolved(there.config(), List.of());
    } catch (ConfigException e) {
      throw new RunException(
          Text.of(
              "%s holds a run whose config is not valid here (%s); remove it or choose another directory",
              run.directory(), e.getMessage().lines().findFirst().orElse("")),
          e);
    }
    LoadedConfig planned = run.config().withFits(Provenance.fits(there));
    ConfigDifference.first(old.resolvedYaml(), planned.resolvedYaml())
        .ifPresent(
            difference -> {
              throw new RunException(
                  Text.of(
                      "%s was trained with other settings (%s); remove it or choose another directory",
                      run.directory(), difference));
            });
  }

  private void trainAll(List<StudyPlan.CellRun> runs) {
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    try {
      List<Future<?>> tasks = new ArrayList<>();
      for (var run : runs) {
        tasks.add(threads.submit(() -> train(run, runs.size())));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
    } catch (InterruptedException e) {
      stop.stop();
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      stop.stop();
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  private void train(StudyPlan.CellRun run, int total) {
    if (stop.stopped()) {
      return;
    }
    var target = new RunDirectory(run.run().directory());
    RunLock.awaitFree(target.path()); // a killed study's run may still be saving its checkpoint
    boolean resume = Trainer.newestCheckpoint(target).isPresent();
    if (!resume) {
      clear(target.path());
    }
    synchronized (this) {
      listener.onRunStart(run, resume, ++started, total);
    }
    Path config = target.path().resolveSibling(target.path().getFileName() + ".yaml");
    createDirectories(config.toAbsolutePath().getParent());
    RunDirectory.writeAtomically(config, run.run().config().resolvedYaml());
    var output = new LastError();
    int code;
    try {
      code =
          process.train(
              new RunProcess.Order(
                  config,
                  target.path(),
                  resume,
                  run.run().config().config().schedule().stopAfterMinutes()),
              line -> {
                output.accept(line);
                synchronized (this) {
                  listener.onLine(run, line);
                }
              },
              stop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    synchronized (this) {
      ended(run, target, code, output.text());
    }
  }

  private void ended(StudyPlan.CellRun run, RunDirectory target, int code, String said) {
    if (code == 0) {
      if (!Files.isRegularFile(target.encoder())) {
        // It ended early as monitor.onCollapse told it to, and has no encoder worth keeping.
        writeOutcome(target, RunStatus.DONE, code, null);
      }
      listener.onRunEnd(run, RunStatus.DONE, null);
    } else if (RunProcess.interrupted(code)) {
      listener.onRunEnd(run, RunStatus.PENDING, "stopped; the same command continues it");
    } else {
      String reason = said == null ? "it ended with exit code " + code : said;
      if (code == RunProcess.DIVERGED) {
        writeOutcome(target, RunStatus.FAILED, code, reason);
      } else {
        failures.put(target.path(), new Failure(code, reason));
      }
      listener.onRunEnd(run, RunStatus.FAILED, reason);
    }
    report();
  }

  private List<CellOutcome> report() {
    // One protocol for all: the probe of ssl4j evaluate only if every finished run has it.
    var done =
        plan.runs().stream().map(StudyPlan.CellRun::run).filter(StudyRunner::trained).toList();
    boolean swept =
        !done.isEmpty()
            && done.stream()
                .map(run -> RunResult.sweptProbe(new RunDirectory(run.directory())))
                .allMatch(Files::isRegularFile);
    var outcomes = plan.cells().stream().map(cell -> outcome(cell, swept)).toList();
    StudyFiles.write(directory, plan, outcomes);
    return outcomes;
  }

  private CellOutcome outcome(CellPlan cell, boolean swept) {
    return new CellOutcome(cell, cell.runs().stream().map(run -> outcome(run, swept)).toList());
  }

  private RunOutcome outcome(PlannedRun run, boolean swept) {
    var there = new RunDirectory(run.directory());
    Path file = run.directory().resolve(OUTCOME);
    JsonNode ended = JsonFiles.read(file).orElseGet(Json.MAPPER::createObjectNode);
    if (ended.path(STATUS).asText().equals(RunStatus.FAILED.word())) {
      return new RunOutcome(run, RunStatus.FAILED, ended.path(REASON).asText(), null);
    }
    if (finished(run)) {
      return new RunOutcome(run, RunStatus.DONE, null, RunResult.read(there, swept));
    }
    Failure failure = failures.get(run.directory());
    return failure == null
        ? new RunOutcome(run, RunStatus.PENDING, null, null)
        : new RunOutcome(run, RunStatus.FAILED, failure.reason(), null);
  }

  private static void writeOutcome(RunDirectory run, RunStatus status, int code, String reason) {
    var outcome = Json.MAPPER.createObjectNode();
    outcome.put(STATUS, status.word());
    outcome.put("exitCode", code);
    outcome.put(REASON, reason);
    RunDirectory.writeAtomically(run.path().resolve(OUTCOME), outcome.toPrettyString() + "\n");
  }

  private static void createDirectories(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new RunException(Text.of("cannot create %s (%s)", path, e.getMessage()), e);
    }
  }

  /** Removes what a run left that was killed before its first checkpoint. */
  private static void clear(Path path) {
    try {
      DurableFiles.deleteRecursively(path);
    } catch (IOException e) {
      throw new RunException(Text.of("cannot remove %s (%s)", path, DurableFiles.reason(e)), e);
    }
  }

  /** The sentence with which a run's process said what was wrong: its last line of that kind. */
  private static final class LastError {
    private static final String PREFIX = "ssl4j: ";
    private String text;

    synchronized void accept(String line) {
      if (line.startsWith(PREFIX)) {
        text = line.substring(PREFIX.length());
      }
    }

    synchronized String text() {
      return text;
    }
  }
}
