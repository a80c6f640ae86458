package org.ssl4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.error.ConfigException;
import org.ssl4j.report.StudyReport;
import org.ssl4j.run.Durations;
import org.ssl4j.study.CellPlan;
import org.ssl4j.study.Estimates;
import org.ssl4j.study.RunStatus;
import org.ssl4j.study.StopSignal;
import org.ssl4j.study.StudyDirectory;
import org.ssl4j.study.StudyListener;
import org.ssl4j.study.StudyPlan;
import org.ssl4j.study.StudyRunner;
import org.ssl4j.study.TrainingJvm;
import org.ssl4j.text.Text;

/** Runs a study for the person at the console: says what happens, ends politely on Ctrl-C. */
final class StudySession {

  /** How long a Ctrl-C may wait for the steps under way and their checkpoints. */
  private static final long SAVE_TIMEOUT_SECONDS = 150;

  private static final int MOST_PARALLEL = 64;

  private final StudyPlan plan;
  private final Path directory;
  private final StudyOptions options;
  private final StopSignal stop = new StopSignal();
  private final CountDownLatch finished = new CountDownLatch(1);

  StudySession(StudyPlan plan, Path directory, StudyOptions options) {
    this.plan = plan;
    this.directory = directory;
    this.options = options;
  }

  /**
   * Lists or trains.
   *
   * @return the exit code
   */
  int run(ConfigLoader loader) {
    if (options.parallel() < 1 || options.parallel() > MOST_PARALLEL) {
      throw new ConfigException(
          Text.of(
              "--parallel is %d; it must be between 1 and %d", options.parallel(), MOST_PARALLEL));
    }
    refusals();
    if (options.dryRun()) {
      list();
      return ExitCode.OK;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "ssl4j-shutdown"));
    try (var jvm = TrainingJvm.likeThisOne(Main.class.getName(), options.parallel())) {
      Console.out(
          Text.of(
              "%s: %s, %s, %d at a time with %s each, in %s",
              plan.name(),
              Text.count(plan.cells().size(), "cell"),
              Text.count(plan.runs().size(), "run"),
              options.parallel(),
              Text.count(jvm.threads(), "thread"),
              directory));
      var ending =
          new StudyRunner(plan, directory, loader, jvm, options.parallel(), new Progress(), stop)
              .run();
      return report(ending);
    } finally {
      finished.countDown();
    }
  }

  private void refusals() {
    for (CellPlan cell : plan.cells()) {
      if (cell.refusal() != null) {
        Console.error(Text.of("refused: %s: %s", cell.label(), cell.refusal()));
      }
    }
  }

  private void list() {
    var total = new Estimates.Range(0, 0);
    boolean known = true;
    boolean timed = true;
    for (var estimate : Estimates.of(plan)) {
      CellPlan cell = estimate.cell();
      if (cell.refusal() != null) {
        Console.out(Text.of("%-60s refused", cell.label()));
        continue;
      }
      known &= estimate.time().isPresent();
      timed &= estimate.timed();
      total = total.plus(estimate.time().orElse(new Estimates.Range(0, 0)));
      Console.out(
          Text.of(
              "%-60s %d to train%s",
              cell.label(),
              estimate.runs(),
              estimate.runs() == 0
                  ? ""
                  : estimate
                      .time()
                      .map(
                          time ->
                              Text.of(", %,d images, about %s", estimate.images(), duration(time)))
                      .orElse(", images not downloaded yet")));
    }
    Console.out(
        Text.of(
            "about %s in total%s if one run is trained at a time, including start-up, measurements and reports; %s",
            duration(total),
            known ? "" : " (not counting cells whose images are missing)",
            timed
                ? "estimated from the finished runs of the study"
                : "this is a rough estimate for two cores from the sizes of the network and the data set; it becomes more precise when one run of the study is finished"));
  }

  private static String duration(Estimates.Range time) {
    String least = Durations.text(time.least());
    String most = Durations.text(time.most());
    return least.equals(most) ? most : least + " to " + most;
  }

  private int report(StudyRunner.Ending ending) {
    var files = new StudyDirectory(directory);
    Console.out(ending.answer());
    ending.notes().forEach(Console::out);
    StudyReport.write(directory, files.html());
    Console.out(Text.of("results: %s and %s", files.markdown(), files.html()));
    if (ending.firstFailure() != 0) {
      Console.error(
          Text.of(
              "some runs failed; the reasons are in %s. Run the same command to try them again",
              files.markdown()));
      return ending.firstFailure();
    }
    if (ending.interrupted()) {
      Console.error("interrupted; the same command continues the study");
      return ExitCode.INTERRUPTED;
    }
    return ExitCode.OK;
  }

  /** Runs when the process is asked to end (Ctrl-C, SIGTERM): the JVM exits when this returns. */
  private void stopAndWait() {
    if (finished.getCount() == 0) {
      return;
    }
    Console.error("stopping every run after its current step; checkpoints will be saved ...");
    stop.stop();
    try {
      if (!finished.await(SAVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        Console.error(
            "the runs did not stop in time; the same command resumes them from their last checkpoints");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says which run is under way, and passes on what it says. */
  private final class Progress implements StudyListener {

    @Override
    public void onRunStart(StudyPlan.CellRun run, boolean resumed, int number, int total) {
      Console.out(Text.of("[%d/%d] %s%s", number, total, name(run), resumed ? ", continued" : ""));
    }

    @Override
    public void onLine(StudyPlan.CellRun run, String line) {
      Console.out(options.parallel() == 1 ? "  " + line : "  [" + name(run) + "] " + line);
    }

    @Override
    public void onRunEnd(StudyPlan.CellRun run, RunStatus status, String reason) {
      if (status == RunStatus.DONE) {
        Console.out("done: " + name(run));
      } else {
        Console.error(
            Text.of(
                "%s: %s: %s",
                status == RunStatus.PENDING ? "stopped" : "failed", name(run), reason));
      }
    }

    private String name(StudyPlan.CellRun run) {
      List<?> seeds = run.cell().runs();
      return run.cell().label() + (seeds.size() == 1 ? "" : ", seed " + run.run().seed());
    }
  }
}
