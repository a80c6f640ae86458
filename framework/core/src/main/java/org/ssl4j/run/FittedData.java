package org.ssl4j.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.DataConfig;
import org.ssl4j.config.Fit;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.DataSets;
import org.ssl4j.data.DataSource;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.Progress;
import org.ssl4j.data.SharedImages;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.Text;

/**
 * A config and its images, fitted to one another: the one way by which every command comes to its
 * images, so that all of them see the same split.
 *
 * <p>Images are counted before they are decoded, because a config that cannot be used should be
 * refused in a second and not after minutes. A default that does not fit is replaced and said
 * aloud; a value that the user wrote is refused where it stands.
 */
public final class FittedData {

  private static final Logger LOG = LoggerFactory.getLogger(FittedData.class);

  private static final String TEST_FRACTION = "data.testFraction";

  private final LoadedConfig config;
  private final DataSource source;

  private FittedData(LoadedConfig config, DataSource source) {
    this.config = config;
    this.source = source;
  }

  /**
   * Counts the images and fits the config to them.
   *
   * @throws ConfigException naming every value that the user wrote and that does not fit
   * @throws org.ssl4j.error.DataException if there are no images
   */
  public static FittedData find(LoadedConfig loaded, DataEnvironment environment) {
    var found = find(loaded, config -> DataSets.find(config, environment));
    announce(found.config, List.of());
    return found;
  }

  /**
   * Says nothing, for those who plan.
   *
   * @param finder counts the images
   */
  public static FittedData find(LoadedConfig loaded, Function<DataConfig, DataSource> finder) {
    var source = finder.apply(loaded.config().data());
    var held = heldOut(loaded, source);
    if (held != loaded) {
      source = finder.apply(held.config().data());
    }
    var fitted = held.fitTo(source.trainSize(), source.testSize());
    boolean same = fitted.config().data().equals(held.config().data());
    return new FittedData(fitted, same ? source : finder.apply(fitted.config().data()));
  }

  /** Settles how many images are held out. */
  private static LoadedConfig heldOut(LoadedConfig loaded, DataSource source) {
    var better = source.betterTestFraction();
    var unusable = source.unusableTestFraction();
    boolean users = loaded.isUsersOwn(TEST_FRACTION);
    if (unusable.isPresent() && (better.isEmpty() || users)) {
      throw loaded.refusal(TEST_FRACTION, unusable.get());
    }
    // Another split than the one a run was trained with would measure it on its own training
    // images.
    boolean keep = users || loaded.isResolved() && unusable.isEmpty();
    if (better.isEmpty() || keep) {
      return loaded;
    }
    return loaded.withFit(
        new Fit(
            TEST_FRACTION,
            Double.toString(loaded.config().data().testFraction()),
            Double.toString(better.getAsDouble()),
            Text.of(
                "it would hold out only %d of %d images",
                source.testSize(), source.trainSize() + source.testSize())));
  }

  /** The config, with what was fitted. */
  public LoadedConfig config() {
    return config;
  }

  /**
   * Reads the images; the config is fitted once more, in case some of them were unreadable.
   *
   * @throws org.ssl4j.error.DataException if they cannot be had or read
   */
  public Opened open(Progress progress) {
    var data = source.open(progress);
    var fitted = config.fitTo(data.train().size(), data.test().size());
    announce(fitted, config.fitted());
    if (!source.splitsApart()) {
      SharedImages.warning(data.train(), data.test()).ifPresent(LOG::warn);
    }
    return new Opened(fitted, data);
  }

  /**
   * What was read.
   *
   * @param config fitted to it
   */
  public record Opened(LoadedConfig config, DataSplits data) {}

  private static void announce(LoadedConfig fitted, List<Fit> known) {
    List<Fit> news = new ArrayList<>(fitted.fitted());
    news.removeAll(known);
    news.forEach(fit -> LOG.warn("{}", fit));
  }
}
