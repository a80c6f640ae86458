package org.ssl4j.method;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ssl4j.augment.ViewPresetCatalog;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.data.DataCatalog;
import org.ssl4j.diagnose.MethodFacts;
import org.ssl4j.diagnose.WrittenSettings;
import org.ssl4j.plugin.Catalog;
import org.ssl4j.plugin.PluginException;
import org.ssl4j.plugin.PluginKind;
import org.ssl4j.text.Text;

/** The methods on the class path. */
public final class MethodCatalog implements PluginKind {

  private final Catalog<MethodProvider> catalog = Catalog.of("method", MethodProvider.class);

  /**
   * Finds them.
   *
   * @throws PluginException if a provider cannot be used, or two share a name
   */
  public MethodCatalog() {}

  @Override
  public Catalog<MethodProvider> catalog() {
    return catalog;
  }

  /** All by name, in the order of the names. */
  public Map<String, MethodProvider> providers() {
    return catalog.providers();
  }

  /** Settings record of each, by name: what the config loader needs. */
  public Map<String, Class<? extends MethodSettings>> settingsTypes() {
    return Catalog.settingsTypes(catalog);
  }

  /**
   * A loader of configs that may name these methods, and the data sources and presets of views on
   * the class path.
   *
   * @throws PluginException if a data source or a preset cannot be used
   */
  public ConfigLoader configLoader() {
    return new ConfigLoader(
        settingsTypes(), new DataCatalog().settingsTypes(), new ViewPresetCatalog().texts());
  }

  /**
   * What is known of the method of a run, for its diagnosis.
   *
   * @param settings of the run's config, dotted path to value
   * @throws PluginException if the method's provider fails
   */
  public MethodFacts facts(Map<String, String> settings) {
    return asked(
        settings.get("method.name"),
        "what a diagnosis should know",
        provider -> facts(provider, new WrittenSettings(settings)),
        MethodFacts.NONE);
  }

  /**
   * What others published for a method; nothing for one that is not on the class path.
   *
   * @throws PluginException if the method's provider fails
   */
  public List<PublishedAccuracy> published(String name) {
    return asked(name, "for published accuracies", MethodProvider::published, List.of());
  }

  /**
   * Settings of a method for a benchmark of that width; none for a method that is not on the class
   * path.
   *
   * @throws PluginException if the method's provider fails
   */
  public Map<String, Object> benchSettings(String name, int width) {
    return asked(
        name, "for settings of a benchmark", provider -> provider.benchSettings(width), Map.of());
  }

  private <T> T asked(
      String name, String question, Function<MethodProvider, T> answer, T ofNobody) {
    var provider = name == null ? null : providers().get(name);
    if (provider == null) {
      return ofNobody;
    }
    try {
      return answer.apply(provider);
    } catch (RuntimeException | LinkageError e) {
      throw new PluginException(
          Text.of(
              "the method \"%s\" failed when asked %s (%s); %s has to be mended.",
              name, question, e, provider.getClass().getName()),
          e);
    }
  }

  private static MethodFacts facts(MethodProvider provider, WrittenSettings settings) {
    return new MethodFacts(
        provider.recipeLearningRate(),
        provider.askedDeviation(),
        provider.viewPreset(),
        provider.causes(settings));
  }

  /**
   * The provider of that name; the config loader has refused unknown ones.
   *
   * @throws PluginException if there is none
   */
  public MethodProvider get(String name) {
    return catalog.get(name);
  }
}
