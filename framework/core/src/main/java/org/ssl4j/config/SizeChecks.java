package org.ssl4j.config;

import java.util.ArrayList;
import java.util.List;
import org.ssl4j.text.Text;

/**
 * Numbers of a config that have to fit its data, or one another: each with a value that would fit.
 */
final class SizeChecks {

  /** Fewest images whose geometry says anything: the minimum of {@code monitor.images}. */
  static final int FEWEST_MEASURED = 4;

  /** Votes that every neighbourhood of a small bank has, if there are as many. */
  private static final int FEWEST_NEIGHBOURS = 5;

  private static final int TENTH = 10;

  private final List<Misfit> misfits = new ArrayList<>();

  private SizeChecks() {}

  /**
   * A value that does not fit.
   *
   * @param path dotted
   * @param value as it is
   * @param fitting what would fit; null if nothing does
   * @param because why it does not fit, as a clause
   * @param problem the whole sentence, for a value that the user wrote
   */
  record Misfit(String path, String value, String fitting, String because, String problem) {}

  /**
   * Finds what does not fit.
   *
   * @param train training images there are; null if not known yet
   * @param test held-out images there are; null if not known yet
   */
  static List<Misfit> of(ExperimentConfig config, Integer train, Integer test) {
    var checks = new SizeChecks();
    DataConfig data = config.data();
    checks.atMost("data.trainLimit", data.trainLimit(), train, "training image", "");
    checks.atMost("data.testLimit", data.testLimit(), test, "held-out image", "");
    checks.sizes(
        config,
        smaller(data.trainLimit(), train),
        limits(data.trainLimit(), train) ? " (data.trainLimit)" : "",
        smaller(data.testLimit(), test),
        limits(data.testLimit(), test) ? " (data.testLimit)" : "");
    checks.warmup(config.schedule());
    return List.copyOf(checks.misfits);
  }

  private static Integer smaller(Integer limit, Integer size) {
    if (limit == null || size == null) {
      return limit == null ? size : limit;
    }
    return Math.min(limit, size);
  }

  private static boolean limits(Integer limit, Integer size) {
    return limit != null && (size == null || limit < size);
  }

  private void sizes(
      ExperimentConfig config, Integer train, String trainKey, Integer test, String testKey) {
    atMost("data.batchSize", config.data().batchSize(), train, "training image", trainKey);
    measured(config.monitor().images(), test, testKey);
    EvaluationConfig evaluation = config.evaluation();
    if (evaluation.everyEpochs() == 0 && evaluation.probe().everyEpochs() == 0) {
      return;
    }
    Integer bank = evaluation.bankLimit();
    atMost("evaluation.bankLimit", bank, train, "training image", trainKey);
    atMost("evaluation.queryLimit", evaluation.queryLimit(), test, "held-out image", testKey);
    if (evaluation.everyEpochs() > 0) {
      neighbours(
          evaluation.k(),
          smaller(bank, train),
          limits(bank, train) ? " (evaluation.bankLimit)" : trainKey);
    }
  }

  private void measured(int images, Integer test, String testKey) {
    if (test != null && test < FEWEST_MEASURED) {
      String because =
          Text.of(
              "%s%s, but at least %d are needed",
              thereAre(test, "held-out image"), testKey, FEWEST_MEASURED);
      add(
          "monitor.images",
          images,
          null,
          because,
          "cannot be measured: "
              + because
              + "; hold out more (data.testFraction, data.testLimit, or more files in the test folder).");
      return;
    }
    atMost("monitor.images", images, test, "held-out image", testKey);
  }

  /**
   * With as many neighbours as there are images all vote, and the score is that of the most
   * frequent class; a tenth of them are still neighbours.
   */
  private void neighbours(int k, Integer bank, String key) {
    if (bank == null || k <= bank) {
      return;
    }
    int fitting = Math.max(Math.min(FEWEST_NEIGHBOURS, bank), bank / TENTH);
    String because = thereAre(bank, "image") + " in the bank" + key;
    add(
        "evaluation.k",
        k,
        Integer.toString(fitting),
        because,
        Text.of("is %d, but %s; lower it or provide more images.", k, because));
  }

  private static String thereAre(int number, String thing) {
    return (number == 1 ? "there is only " : "there are only ") + Text.count(number, thing);
  }

  private void warmup(ScheduleConfig schedule) {
    if (schedule.warmupEpochs() <= schedule.epochs()) {
      return;
    }
    String warmup = Scalars.text(schedule.warmupEpochs());
    add(
        "schedule.warmupEpochs",
        warmup,
        Scalars.text((double) schedule.epochs() / TENTH),
        Text.of(
            "the training has only %s (schedule.epochs)", Text.count(schedule.epochs(), "epoch")),
        Text.of(
            "is %s, but the training has only %s (schedule.epochs); shorten it.",
            warmup, Text.count(schedule.epochs(), "epoch")));
  }

  private void atMost(String path, Integer value, Integer available, String what, String key) {
    if (value == null || available == null || value <= available) {
      return;
    }
    String because = thereAre(available, what) + key;
    add(
        path,
        value,
        Integer.toString(available),
        because,
        Text.of("is %d, but %s; lower it or provide more images.", value, because));
  }

  private void add(String path, Object value, String fitting, String because, String problem) {
    misfits.add(new Misfit(path, Text.of("%s", value), fitting, because, problem));
  }
}
