package org.ssl4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ssl4j.collapse.CollapseRule;
import org.ssl4j.config.ConfigException;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.report.Gallery;
import org.ssl4j.report.LiveServer;
import org.ssl4j.report.RunReport;
import org.ssl4j.train.Outcome;
import org.ssl4j.train.RunDirectory;
import org.ssl4j.train.RunListener;
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
      "  ssl4j train configs/mini/byol.yaml --out runs/byol && ssl4j train --resume runs/byol"
    })
final class TrainCommand implements Callable<Integer> {

  /** How long a Ctrl-C may wait for the step under way and its checkpoint. */
  private static final long SAVE_TIMEOUT_SECONDS = 120;

  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG",
      description = "YAML file of the experiment; not needed with --resume.")
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
      description = "Continue the run in this directory from its newest checkpoint.")
  private Path resume;

  @Option(
      names = "--fail-on-collapse",
      description = "Exit with code 4 if the representation has collapsed at the end.")
  private boolean failOnCollapse;

  @Option(
      names = "--serve",
      paramLabel = "PORT",
      arity = "0..1",
      parameterConsumer = PortArgument.class,
      description =
          "Show the report while training, to this machine only, on port "
              + PortArgument.DEFAULT
              + " or this one (0: any free one).")
  private Integer serve;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);

  @Override
  public Integer call() {
    var catalog = new MethodCatalog();
    var loaded = load(catalog);
    var run = directory(loaded);
    var shutdown = new Thread(this::stopAndWait, "ssl4j-shutdown");
    Runtime.getRuntime().addShutdownHook(shutdown);
    List<RunListener> listeners = new ArrayList<>();
    try (var log = RunLog.attach(run.log());
        var progress = ConsoleProgress.create();
        var live = serve == null ? null : LiveServer.start(run, serve)) {
      listeners.add(progress);
      listeners.add(new Gallery());
      if (live != null) {
        listeners.add(live);
        Console.out("live report: " + live.address());
      }
      var training =
          new TrainingRun(
              loaded,
              run,
              resume != null,
              DataEnvironment.system(),
              new ConsoleDataProgress(),
              listeners,
              stop::get);
      var outcome = training.run(catalog);
      progress.close();
      return report(run, loaded, outcome);
    } finally {
      finished.countDown();
    }
  }

  private LoadedConfig load(MethodCatalog catalog) {
    if (resume == null && config == null) {
      throw new ConfigException("give a CONFIG to train, or --resume RUN to continue a run");
    }
    if (resume != null && config != null) {
      throw new ConfigException(
          "--resume takes the config of the run in %s; leave %s out".formatted(resume, config));
    }
    if (resume != null && out != null) {
      throw new ConfigException("--resume writes to the run's own directory; leave --out away");
    }
    var file = resume == null ? config : RunDirectory.open(resume).config();
    var loaded = new ConfigLoader(catalog.settingsTypes()).load(file, sets.values());
    TrainingRun.check(loaded, catalog);
    return loaded;
  }

  private RunDirectory directory(LoadedConfig loaded) {
    if (resume != null) {
      return RunDirectory.open(resume);
    }
    return out == null
        ? RunDirectory.createUnder(Path.of("runs"), loaded.config().name())
        : RunDirectory.createAt(out);
  }

  /** Runs when the process is asked to end (Ctrl-C, SIGTERM): the JVM exits when this returns. */
  private void stopAndWait() {
    if (finished.getCount() == 0) {
      return;
    }
    stop.set(true);
    Console.error("stopping after this step; a checkpoint will be saved ...");
    try {
      if (!finished.await(SAVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        Console.error("gave up waiting for the step; the last checkpoint is the newest one saved");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int report(RunDirectory run, LoadedConfig loaded, Outcome outcome) {
    if (outcome.interrupted()) {
      Console.error(
          "interrupted after step %d; continue with: ssl4j train --resume %s"
              .formatted(outcome.steps(), run.path()));
      return ExitCode.INTERRUPTED;
    }
    Console.out("run directory: " + run.path());
    RunReport.write(run.path(), run.report());
    Console.out("report: " + run.report());
    var collapse =
        outcome.last().flatMap(epoch -> CollapseRule.of(loaded.config().monitor(), epoch.layers()));
    collapse.ifPresent(reason -> Console.error("COLLAPSED: " + reason));
    return failOnCollapse && collapse.isPresent() ? ExitCode.COLLAPSED : ExitCode.OK;
  }
}
