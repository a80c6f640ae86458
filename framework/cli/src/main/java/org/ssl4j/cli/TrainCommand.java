package org.ssl4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.report.Gallery;
import org.ssl4j.report.LiveServer;
import org.ssl4j.report.RunReport;
import org.ssl4j.run.Outcome;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.RunLock;
import org.ssl4j.run.RunPlan;
import org.ssl4j.text.Text;
import org.ssl4j.train.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ssl4j train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Train an encoder and watch it for collapse.",
    footer = {
      "",
      "Examples:",
      "  ssl4j train configs/quickstart.yaml",
      "  ssl4j train configs/mini/simsiam.yaml --set method.stopGradient=false --set schedule.epochs=5",
      "  ssl4j train configs/mini/simclr.yaml --serve",
      "  ssl4j train --resume runs/mini-byol/20260101-120000-000 --set schedule.epochs=40",
      "  ssl4j train configs/mini/byol.yaml --out runs/byol --resume auto"
    })
final class TrainCommand implements Callable<Integer> {

  /** How long a Ctrl-C may wait for the step under way and its checkpoint. */
  private static final long SAVE_TIMEOUT_SECONDS = 120;

  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG",
      description =
          "YAML file of the experiment. With --resume RUN it is optional; without it, the config of the run is used.")
  private Path config;

  @Mixin private SetOptions sets;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Use exactly this directory for the run (default: runs/NAME/TIMESTAMP).")
  private Path out;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description = {
        "Resume the run in this directory from its newest checkpoint, or from a named checkpoint (RUN/checkpoints/step-00000390).",
        "auto resumes the run in --out, or else the newest run under runs/ with the config's name; if there is none, it starts a new run."
      })
  private String resume;

  @Option(
      names = "--fail-on-collapse",
      description =
          "Exit with code 4 if the representation is not usable at the end: collapsed, diverged, or no better than untrained.")
  private boolean failOnCollapse;

  /** For the process that started this one: however it ends, the pipe to here is closed. */
  @Option(
      names = "--stop-with-input",
      hidden = true,
      description = "Save a checkpoint and stop when standard input ends.")
  private boolean stopWithInput;

  @Option(
      names = "--serve",
      paramLabel = "PORT",
      arity = "0..1",
      parameterConsumer = PortArgument.class,
      description =
          "Serve a live report while training, reachable from this machine only, on port "
              + PortArgument.DEFAULT
              + " or on the given port (0: any free port).")
  private Integer serve;

  /** How long before training, where nothing is to be saved. */
  private static final long BEFORE_TRAINING_SECONDS = 4;

  private final AtomicBoolean training = new AtomicBoolean();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);

  @Override
  public Integer call() {
    var catalog = new MethodCatalog();
    var start = new RunStart(catalog, config, sets.values(), out, resume, stopWithInput).find();
    var loaded = start.config();
    var run = start.run();
    if (stopWithInput) {
      stopWhenInputEnds();
      RunLock.awaitFree(run.path());
    }
    var shutdown = new Thread(this::stopAndWait, "ssl4j-shutdown");
    Runtime.getRuntime().addShutdownHook(shutdown);
    List<RunListener> listeners = new ArrayList<>();
    try (var lock = RunLock.hold(run.path(), "another process");
        var log = RunLog.attach(run.log());
        var progress = ConsoleProgress.create();
        var live = serve == null ? null : LiveServer.start(run, serve)) {
      listeners.add(progress);
      listeners.add(new Gallery());
      listeners.add(
          new RunListener() {
            @Override
            public void onStart(RunPlan plan) {
              training.set(true);
            }
          });
      if (live != null) {
        listeners.add(live);
        Console.out("live report: " + live.address());
      }
      var job =
          new TrainingRun(
              loaded,
              run,
              start.continuation(),
              DataEnvironment.system(),
              new ConsoleDataProgress(Console::out),
              listeners,
              stop::get);
      var outcome = job.run(catalog);
      progress.close();
      return report(run, outcome);
    } finally {
      finished.countDown();
    }
  }

  private void stopWhenInputEnds() {
    var watch =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // A pipe that breaks has ended, too.
                LoggerFactory.getLogger(TrainCommand.class)
                    .debug("standard input cannot be read", e);
              }
              stop.set(true);
            },
            "ssl4j-input");
    watch.setDaemon(true);
    watch.start();
  }

  /** Runs when the process is asked to end (Ctrl-C, SIGTERM): the JVM exits when this returns. */
  private void stopAndWait() {
    if (finished.getCount() == 0) {
      return;
    }
    stop.set(true);
    boolean begun = training.get();
    Console.error(begun ? "stopping; a checkpoint will be saved ..." : "stopping ...");
    long patience = begun ? SAVE_TIMEOUT_SECONDS : BEFORE_TRAINING_SECONDS;
    try {
      if (!finished.await(patience, TimeUnit.SECONDS) && begun) {
        Console.error(
            "the current step did not end in time; --resume continues from the newest checkpoint in the run directory");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int report(RunDirectory run, Outcome outcome) {
    if (outcome.interrupted() && !Files.exists(run.config())) {
      Console.error("interrupted before training began; run the same command again");
      return ExitCode.INTERRUPTED;
    }
    if (outcome.interrupted()) {
      Console.error(
          Text.of(
              "interrupted after step %d; continue with: ssl4j train --resume %s",
              outcome.steps(), run.path()));
      return ExitCode.INTERRUPTED;
    }
    Console.out("run directory: " + run.path());
    RunReport.write(run.path(), run.report());
    Console.out("report: " + run.report());
    var collapse = outcome.diagnosis().filter(diagnosis -> diagnosis.verdict().collapsed());
    outcome
        .diagnosis()
        .filter(diagnosis -> !diagnosis.verdict().collapsed())
        .ifPresent(diagnosis -> Console.out("diagnosis: " + diagnosis.sentence()));
    outcome.bestCheckpoint().ifPresent(best -> Console.out("best checkpoint: " + best));
    collapse.ifPresent(diagnosis -> reportCollapse(diagnosis, outcome));
    boolean usable =
        outcome.diagnosis().map(diagnosis -> diagnosis.verdict().usable()).orElse(true);
    return failOnCollapse && !usable ? ExitCode.COLLAPSED : ExitCode.OK;
  }

  private static void reportCollapse(Diagnosis diagnosis, Outcome outcome) {
    Console.error("COLLAPSED: " + diagnosis.sentence());
    if (outcome.stoppedByCollapse()) {
      Console.error(
          Text.of("stopped after step %d because of monitor.onCollapse: stop", outcome.steps()));
    }
    Console.error(
        outcome
            .healthyCheckpoint()
            .map(checkpoint -> "the last healthy checkpoint is " + checkpoint)
            .orElse("no checkpoint of the trained network was healthy; start a new run"));
  }
}
