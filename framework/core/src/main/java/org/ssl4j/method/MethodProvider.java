package org.ssl4j.method;

import java.util.List;
import java.util.Map;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.diagnose.SettingCause;
import org.ssl4j.diagnose.WrittenSettings;
import org.ssl4j.plugin.ConfiguredProvider;

/**
 * Makes a method known to the framework; found through {@link java.util.ServiceLoader}, so a jar
 * with one provider on the class path adds a method.
 */
public interface MethodProvider extends ConfiguredProvider<MethodSettings> {

  /** Name in {@code method.name}. */
  @Override
  String name();

  /** One sentence: how it learns and what keeps it from collapsing. */
  @Override
  String summary();

  /** Reference, e.g. {@code Chen and He 2021, arXiv:2011.10566}. */
  String paper();

  /**
   * The learning rate of its published CIFAR-10 recipe at a batch of 256 with SGD, against which an
   * unusual one is noticed; null if there is none.
   */
  default Double recipeLearningRate() {
    return null;
  }

  /**
   * The standard deviation that its loss asks of every dimension of the projections; null for a
   * loss that does not depend on their scale. Projections that shrink far below it are collapsing
   * although their angles do not show it.
   */
  default Double askedDeviation() {
    return null;
  }

  /** The preset of views of its published recipe, which a diagnosis advises; null for none. */
  default String viewPreset() {
    return null;
  }

  /**
   * Values among its own settings that can explain a run that went wrong, most of all safeguards
   * against collapse that are off. The diagnosis knows by itself the settings that methods share by
   * name: {@code method.stopGradient}, {@code negatives}, {@code predictor.kind}, {@code
   * target.kind}, {@code target.tau}, {@code temperature} and {@code queueSize}.
   *
   * @param settings of the whole config, as a run has recorded them; perhaps those of a run of an
   *     earlier version, which lack settings
   */
  default List<SettingCause> causes(WrittenSettings settings) {
    return List.of();
  }

  /**
   * Accuracies that others published for it, at most one entry a data source: {@code ssl4j compare}
   * shows them beside its results on the same images.
   */
  default List<PublishedAccuracy> published() {
    return List.of();
  }

  /**
   * Settings with which {@code ssl4j bench step} trains it, by their names in the method section:
   * heads as its recipes have them for a network of that size. Empty for its defaults.
   *
   * @param width channels of the residual network's first stage; its features have 8 times as many.
   *     The recipes of CIFAR-10 have 64, the mini recipes 16
   */
  default Map<String, Object> benchSettings(int width) {
    return Map.of();
  }

  /** The record of its settings: the {@code method:} section of a config. */
  @Override
  Class<? extends MethodSettings> settingsType();

  /** The views that the method takes with these settings; a config with others is refused. */
  default ViewsNeeded views(ExperimentConfig config) {
    return ViewsNeeded.PAIR;
  }

  /**
   * Refuses an experiment this method cannot run, before any data is loaded.
   *
   * @throws org.ssl4j.config.InvalidSettingException naming the key relative to the whole config
   */
  default void check(ExperimentConfig config) {}

  /**
   * What is allowed but unlikely to work with so many images, one sentence each, said when training
   * starts.
   */
  default List<String> warnings(ExperimentConfig config, int trainImages) {
    return List.of();
  }

  /** Builds the method with fresh networks. */
  SSLMethod create(MethodContext context);
}
