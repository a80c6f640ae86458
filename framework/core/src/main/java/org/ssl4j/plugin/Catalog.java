package org.ssl4j.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.DidYouMean;
import org.ssl4j.text.Text;

/**
 * The providers of one kind on the class path, sorted by name.
 *
 * <p>They are found by {@link ServiceLoader} with the thread's context class loader. A provider
 * that cannot be used is refused where the catalogue is made, not where its part is first needed.
 *
 * @param <P> the interface of the providers
 */
public final class Catalog<P> {

  /** Names become words of a config and parts of messages. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

  private static final String REMEDY = "repair its jar, or take it off the class path";

  private final String kind;
  private final SortedMap<String, P> providers = new TreeMap<>();

  private Catalog(String kind) {
    this.kind = kind;
  }

  /**
   * Finds the providers of a kind.
   *
   * @param kind what one part is called in messages, e.g. {@code data source}
   * @param service the interface that service files are named after
   * @throws PluginException naming class and jar of the first provider that cannot be used, or of
   *     both that share a name
   */
  public static <P extends Provider> Catalog<P> of(String kind, Class<P> service) {
    return of(kind, service, provider -> Collections.singletonList(provider.name()));
  }

  /**
   * Finds providers that may answer to several names.
   *
   * @param kind what one part is called in messages
   * @param service the interface that service files are named after
   * @param names of one provider, at least one
   * @throws PluginException as {@link #of(String, Class)} does
   */
  public static <P> Catalog<P> of(
      String kind, Class<P> service, Function<? super P, ? extends Collection<String>> names) {
    var catalog = new Catalog<P>(kind);
    for (P provider : load(kind, service)) {
      catalog.namesOf(provider, names).forEach(name -> catalog.add(name, provider));
    }
    return catalog;
  }

  /**
   * The catalogue of every kind that is on the class path, in the order of what they are called.
   *
   * @throws PluginException if a provider of any kind cannot be used
   */
  public static List<Catalog<?>> kinds() {
    List<Catalog<?>> kinds = new ArrayList<>();
    load("plug-in kind", PluginKind.class).forEach(kind -> kinds.add(kind.catalog()));
    kinds.sort(Comparator.comparing(Catalog::kind));
    return kinds;
  }

  private static <P> List<P> load(String kind, Class<P> service) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
    List<P> found = new ArrayList<>();
    try {
      ServiceLoader.load(service, loader).forEach(found::add);
    } catch (ServiceConfigurationError | LinkageError e) {
      if (e.getCause() instanceof PluginException inside) {
        throw inside;
      }
      throw new PluginException(
          Text.of("%s; %s.", ServiceFiles.problem(kind, service, loader, e), REMEDY), e);
    }
    return found;
  }

  private Collection<String> namesOf(
      P provider, Function<? super P, ? extends Collection<String>> names) {
    Collection<String> found;
    try {
      found = names.apply(provider);
    } catch (RuntimeException | LinkageError e) {
      throw new PluginException(
          Text.of(
              "the %s provider %s failed when asked for its name (%s); %s.",
              kind, where(provider), e, REMEDY),
          e);
    }
    if (found == null || found.isEmpty()) {
      throw new PluginException(
          Text.of("the %s provider %s has no name; %s.", kind, where(provider), REMEDY));
    }
    for (String name : found) {
      if (name == null || !NAME.matcher(name).matches()) {
        throw new PluginException(
            Text.of(
                "the %s provider %s has the name \"%s\"; a name is letters, digits, dots, hyphens and underscores, and begins with a letter; %s.",
                kind, where(provider), name, REMEDY));
      }
    }
    return found;
  }

  private void add(String name, P provider) {
    P other = providers.putIfAbsent(name, provider);
    if (other != null && other != provider) {
      throw new PluginException(
          Text.of(
              "the %s \"%s\" is provided by both %s and %s; take one of them off the class path.",
              kind, name, where(other), where(provider)));
    }
  }

  private static String where(Object provider) {
    return provider.getClass().getName() + " in " + ClassPlace.of(provider.getClass());
  }

  /** What one part is called in messages. */
  public String kind() {
    return kind;
  }

  /** All providers by name, in the order of the names. */
  public Map<String, P> providers() {
    return Collections.unmodifiableSortedMap(providers);
  }

  /** The provider of a name, if there is one. */
  public Optional<P> find(String name) {
    return Optional.ofNullable(providers.get(name));
  }

  /**
   * The provider of a name.
   *
   * @throws PluginException if there is none, with the closest name and all that there are
   */
  public P get(String name) {
    return find(name).orElseThrow(() -> new PluginException(unknown(name)));
  }

  /** The sentence about a name that no provider has. */
  public String unknown(String name) {
    return Text.of(
        "unknown %s \"%s\"%s", kind, name, DidYouMean.hintAndKnown(name, providers.keySet()));
  }

  /** Where each part came from, in the order of the names. */
  public List<Plugin> plugins() {
    return providers.entrySet().stream()
        .map(entry -> Plugin.of(entry.getKey(), entry.getValue().getClass()))
        .toList();
  }

  /**
   * The records of the parts' own settings by name: what the config loader needs.
   *
   * @param <S> what all settings of the kind implement
   * @throws PluginException if a provider names no record
   */
  public static <S> Map<String, Class<? extends S>> settingsTypes(
      Catalog<? extends ConfiguredProvider<S>> catalog) {
    Map<String, Class<? extends S>> types = new LinkedHashMap<>();
    catalog
        .providers()
        .forEach((name, provider) -> types.put(name, settingsType(catalog, provider)));
    return types;
  }

  private static <S> Class<? extends S> settingsType(
      Catalog<?> catalog, ConfiguredProvider<S> provider) {
    Class<? extends S> type;
    try {
      type = provider.settingsType();
    } catch (RuntimeException | LinkageError e) {
      throw new PluginException(
          Text.of(
              "the %s provider %s failed when asked for its settings (%s); %s.",
              catalog.kind(), where(provider), e, REMEDY),
          e);
    }
    Optional<String> problem =
        type == null ? Optional.of("there are none") : ConfigLoader.problemOf(type);
    if (problem.isPresent()) {
      throw new PluginException(
          Text.of(
              "the settings of the %s provider %s cannot be used (%s); %s.",
              catalog.kind(), where(provider), problem.get(), REMEDY));
    }
    return type;
  }
}
