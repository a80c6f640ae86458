package org.ssl4j.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ssl4j.checkpoint.Checkpoints;
import org.ssl4j.config.ConfigChanges.Change;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.text.Text;

/**
 * Tells when a resumed run begins with quite another learning rate than it ended with: a schedule
 * that is made longer is another curve, on which the rate is high again where the old one had
 * almost come to zero.
 */
final class RateJump {

  /** Factor, up or down, above which a reader should know. */
  private static final double NOTABLE = 1.2;

  private RateJump() {}

  /**
   * @param from the checkpoint that the run goes on from; empty for a new run
   * @param trainer which has loaded it
   * @param changes of the config since the run began
   * @return a sentence with both rates; empty if nothing that decides the rate has changed
   */
  static Optional<String> between(
      RunDirectory run, Optional<Path> from, Trainer trainer, List<Change> changes) {
    boolean decides =
        changes.stream()
            .map(Change::path)
            .anyMatch(path -> path.startsWith("schedule.") || path.startsWith("optimizer."));
    if (from.isEmpty() || !decides) {
      return Optional.empty();
    }
    long step = Checkpoints.step(from.get());
    double after = trainer.nextRate();
    return JsonFiles.lines(run.steps()).stream()
        .filter(line -> line.path("step").asLong() == step)
        .map(line -> line.path("learningRate"))
        .filter(JsonNode::isNumber)
        .map(JsonNode::asDouble)
        .findFirst()
        .filter(before -> Math.max(before / after, after / before) > NOTABLE)
        .map(
            before ->
                Text.of(
                    "the learning rate jumps from %.3g in step %d to %.3g in step %d, because the schedule has changed;"
                        + " a metric that falls now may recover",
                    before, step, after, step + 1));
  }
}
