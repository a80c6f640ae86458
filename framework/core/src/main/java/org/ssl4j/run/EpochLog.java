package org.ssl4j.run;

import com.google.errorprone.annotations.FormatMethod;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.text.Text;

/** One readable line an epoch. */
public final class EpochLog implements RunListener {

  private static final Logger LOG = LoggerFactory.getLogger(EpochLog.class);

  /** Where the value goes; one that could not be measured is a dash. */
  private static final Pattern NUMBER = Pattern.compile("%[0-9.]*[a-z]");

  private int epochs;

  @Override
  public void onMemory(MemoryEstimate estimate, long limit) {
    LOG.info(estimate.line(limit));
  }

  @Override
  public void onStart(RunPlan plan) {
    epochs = plan.epochs();
    LOG.info(
        "training {} for {} of {}, batch {}, {} parameters",
        plan.spec().name(),
        Text.count(plan.epochs(), "epoch"),
        Text.count(plan.stepsPerEpoch(), "step"),
        plan.batchSize(),
        plan.parameters());
  }

  @Override
  public void onEpoch(EpochRecord epoch) {
    LOG.info(line(epoch, epochs));
  }

  /** The line, also for consoles. */
  public static String line(EpochRecord epoch, int epochs) {
    var text = new StringBuilder();
    text.append(epoch.epoch() == 0 ? "untrained" : Text.of("epoch %d/%d", epoch.epoch(), epochs));
    if (epoch.loss() != null) {
      text.append(number("  loss %.4f", epoch.loss()));
      var reference = epoch.references().get("loss");
      if (reference != null) {
        text.append(number(" (floor %.3g, ", reference.floor()))
            .append(number("chance %.3g)", reference.chance()));
      }
    }
    append(text, "projector", epoch.layers().get("projector"));
    append(text, "backbone", epoch.layers().get("backbone"));
    if (epoch.knn() != null) {
      text.append(number("  k-NN %.3f", epoch.knn().top1()))
          .append(balanced(epoch.knn().balanced()));
      if (epoch.epoch() > 0 && epoch.baselines().untrainedKnn() != null) {
        text.append(number(" (untrained %.3f", epoch.baselines().untrainedKnn()));
        if (epoch.baselines().pixelsKnn() != null) {
          text.append(number(", pixels %.3f", epoch.baselines().pixelsKnn()));
        }
        text.append(')');
      }
    }
    if (epoch.probe() != null) {
      text.append(number("  probe %.3f", epoch.probe().top1()))
          .append(balanced(epoch.probe().balanced()));
    }
    if (epoch.learningRate() != null) {
      text.append(number("  lr %.3g", epoch.learningRate()));
    }
    if (epoch.imagesPerSecond() != null) {
      text.append(number("  %.0f img/s", epoch.imagesPerSecond()))
          .append(number(", data wait %.1f %%", 100 * epoch.dataWaitShare()));
    }
    return text.append(number("  %.1f s", epoch.seconds())).toString();
  }

  private static String balanced(Double recall) {
    return recall == null ? "" : number(" (balanced over the classes %.3f)", recall);
  }

  private static void append(StringBuilder text, String name, LayerMeasures layer) {
    if (layer != null) {
      text.append("  ")
          .append(name)
          .append(number(" std %.2f", layer.stdRatio()))
          .append(number(" cos %.2f", layer.meanCosine()))
          .append(number(" rank %.1f", layer.effectiveRank()));
      text.append("/").append(layer.dim());
    }
  }

  @FormatMethod
  private static String number(String format, double value) {
    return Double.isNaN(value) ? NUMBER.matcher(format).replaceFirst("-") : Text.of(format, value);
  }
}
