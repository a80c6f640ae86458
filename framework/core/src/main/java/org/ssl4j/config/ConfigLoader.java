package org.ssl4j.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.Text;

/**
 * Reads experiments from YAML and refuses, with file, line, path and a hint, whatever a record does
 * not describe. A program may give the settings itself ({@link #load(Map)}).
 *
 * <p>A file may start from another one ({@code extends: path}, relative to the file): sections
 * merge key by key, single values and lists replace. {@code --set a.b=c} comes last. The view
 * preset lies below all of them. {@code docs/CONFIG.md} lists every key.
 */
public final class ConfigLoader {
  /** Where a mapper finds the record that {@code data.settings} is bound to. */
  private static final String SOURCE_TYPE = "sourceType";

  private final Known known;
  private final JsonMapper mapper;

  /**
   * @param methods the settings record of every known method, by name
   * @param dataSources the settings record of every known data source, by name
   * @param presets the YAML of every known preset of views, by name
   * @throws IllegalArgumentException if a method's is no record with a component {@code name}
   */
  public ConfigLoader(
      Map<String, Class<? extends MethodSettings>> methods,
      Map<String, Class<? extends DataSettings>> dataSources,
      Map<String, String> presets) {
    this(new Known(methods, dataSources, presets));
  }

  private ConfigLoader(Known known) {
    this.known = known;
    known.methods().forEach(ConfigLoader::requireNamedRecord);
    var module = new SimpleModule();
    module.addDeserializer(MethodSettings.class, new MethodDeserializer());
    module.addDeserializer(DataSettings.class, new SourceDeserializer());
    module.addDeserializer(YamlValue.class, new ValueDeserializer());
    // The tree is checked and complete before it is bound, so these only guard against defects.
    mapper =
        JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .addModule(module)
            .build();
  }

  /** A loader for files and blocks that name neither a method nor a data source. */
  public static ConfigLoader ofBlocks() {
    return new ConfigLoader(Known.NOTHING);
  }

  /**
   * Loads an experiment.
   *
   * @param file a YAML file in UTF-8
   * @param sets {@code a.b=c} each, the value in YAML; later ones win
   * @throws ConfigException naming everything that is wrong, one sentence a line
   */
  public LoadedConfig load(Path file, List<String> sets) {
    Tree.Section tree = ConfigSources.read(file, sets);
    refuseStudy(file, tree);
    return complete(tree);
  }

  /**
   * Loads an experiment whose settings a program gives. They pass the same checks as those of a
   * file; messages name their paths instead of lines.
   *
   * @param settings by their dotted paths ({@code "schedule.epochs"}), or by the names of sections
   *     with a map for each; values are texts, numbers, booleans, enum constants, paths, lists or
   *     arrays of these, maps, or null
   * @throws ConfigException naming everything that is wrong, one sentence a line
   */
  public LoadedConfig load(Map<String, ?> settings) {
    return complete(GivenSettings.over(new Tree.Section(Map.of(), Place.inCode()), settings));
  }

  /**
   * Loads an experiment from a file, with settings that a program lays over it.
   *
   * @param file a YAML file in UTF-8
   * @param settings as of {@link #load(Map)}
   * @throws ConfigException naming everything that is wrong, one sentence a line
   */
  public LoadedConfig load(Path file, Map<String, ?> settings) {
    Tree.Section tree = ConfigSources.read(file, List.of());
    refuseStudy(file, tree);
    return complete(GivenSettings.over(tree, settings));
  }

  /**
   * Loads an experiment from the text of a config, with settings that a program lays over it.
   *
   * @param yaml a config without {@code extends}, whose path would be relative to nothing
   * @param settings as of {@link #load(Map)}
   * @throws ConfigException naming everything that is wrong, one sentence a line
   */
  public LoadedConfig loadText(String yaml, Map<String, ?> settings) {
    Tree.Section tree = YamlReader.text(yaml, "yaml");
    Tree base = tree.entries().get(ConfigSources.EXTENDS);
    if (base != null) {
      throw new ConfigException(
          base.place() + ": extends can only be given in a file; load the file instead.");
    }
    return complete(GivenSettings.over(tree, settings));
  }

  /**
   * Loads the complete config that a run or a study has written. Nobody wished for each of its
   * values, so those that do not fit other data are fitted.
   *
   * @param file a resolved config
   * @param sets {@code a.b=c} each, which the user did write
   * @throws ConfigException naming everything that is wrong
   */
  public LoadedConfig loadResolved(Path file, List<String> sets) {
    Tree.Section tree = ConfigSources.read(file, sets);
    refuseStudy(file, tree);
    return new Completion(tree, Authorship.given(file)).complete(null, null, List.of());
  }

  /**
   * Loads the file of an ablation; its cells are loaded one by one.
   *
   * @param file a YAML file with an {@code ablation:} block
   * @param sets {@code a.b=c} each; they change every cell, or the block
   * @throws ConfigException naming everything that is wrong with the block
   */
  public AblationFile loadAblation(Path file, List<String> sets) {
    return AblationFile.load(file, sets, this);
  }

  /**
   * Loads the file of a suite.
   *
   * @param file a YAML file with a {@code suite:} block
   * @param sets {@code a.b=c} each; they change every config, or the block
   * @throws ConfigException naming everything that is wrong with the block
   */
  public SuiteFile loadSuite(Path file, List<String> sets) {
    return SuiteFile.load(file, sets, this);
  }

  /** What a file is for. */
  public enum Purpose {
    /** One run. */
    EXPERIMENT,
    ABLATION,
    SUITE
  }

  /**
   * Tells what a file is for by its blocks, without checking anything else.
   *
   * @throws ConfigException if it cannot be read
   */
  public static Purpose purpose(Path file) {
    Tree.Section tree = ConfigSources.read(file, List.of());
    if (tree.entries().containsKey(AblationFile.BLOCK)) {
      return Purpose.ABLATION;
    }
    return tree.entries().containsKey(SuiteFile.BLOCK) ? Purpose.SUITE : Purpose.EXPERIMENT;
  }

  /**
   * Reads a file of another kind that is bound as strictly, such as a table shipped as a resource.
   *
   * @param source what messages call it
   * @throws ConfigException naming everything that is wrong
   */
  public <R extends Record> R read(InputStream in, String source, Class<R> type)
      throws IOException {
    return block(YamlReader.stream(in, source), "", type);
  }

  /**
   * Binds a block of a study.
   *
   * @throws ConfigException naming everything that is wrong with it
   */
  <R extends Record> R block(Tree tree, String path, Class<R> type) {
    var walk = new StrictWalk(known);
    ObjectNode complete = walk.block(tree, path, type);
    walk.refuseProblems();
    try {
      return mapper.treeToValue(complete, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a checked block does not fit its records", e);
    }
  }

  static void refuseStudy(Path file, Tree.Section tree) {
    Tree ablation = tree.entries().get(AblationFile.BLOCK);
    Tree suite = tree.entries().get(SuiteFile.BLOCK);
    if (ablation != null || suite != null) {
      throw new ConfigException(
          Text.of(
              "%s: this is a study of several runs; start it with: ssl4j %s %s",
              (ablation == null ? suite : ablation).place(),
              ablation == null ? "compare" : "ablate",
              file));
    }
  }

  /** Checks and binds a config from all its sources. */
  LoadedConfig complete(Tree.Section sources) {
    return new Completion(sources, Authorship.byPlace()).complete(null, null, List.of());
  }

  /** One config on its way from its sources to its records. */
  private final class Completion implements LoadedConfig.Refitting {
    private final Authorship authorship;
    private final List<Fit> fitted = new ArrayList<>();
    private Tree.Section tree;

    Completion(Tree.Section sources, Authorship authorship) {
      this.tree = ConfigSources.withPreset(sources, known.presets());
      this.authorship = authorship;
    }

    /**
     * Checks and binds; defaults that do not fit are replaced one after another, because what fits
     * one value may depend on another.
     *
     * @param train training images there are, null if not known
     * @param test held-out images there are, null if not known
     * @param earlier what was fitted before
     */
    LoadedConfig complete(Integer train, Integer test, List<Fit> earlier) {
      fitted.removeIf(fit -> earlier.stream().anyMatch(one -> one.path().equals(fit.path())));
      fitted.addAll(earlier);
      tree = ConfigSources.withFits(tree, earlier);
      while (true) {
        var walk = new StrictWalk(known);
        ObjectNode complete = walk.experiment(tree);
        walk.refuseProblems();
        ExperimentConfig config = bind(complete, ExperimentConfig.class);
        var misfits = SizeChecks.of(config, train, test);
        var fit = misfits.stream().filter(this::replaceable).findFirst();
        if (fit.isEmpty()) {
          Map<String, String> places = ConfigSources.places(tree);
          List<ConfigChecks.Problem> problems = new ArrayList<>(ConfigChecks.combinations(config));
          misfits.forEach(
              misfit -> problems.add(new ConfigChecks.Problem(misfit.path(), misfit.problem())));
          LoadedConfig.refuse(problems, places);
          return new LoadedConfig(config, ResolvedYaml.write(complete), places, fitted, this);
        }
        replace(fit.get());
      }
    }

    private boolean replaceable(SizeChecks.Misfit misfit) {
      return misfit.fitting() != null && !users(misfit.path());
    }

    private void replace(SizeChecks.Misfit misfit) {
      var earlier = fitted.stream().filter(fit -> fit.path().equals(misfit.path())).findFirst();
      String from = earlier.map(Fit::from).orElse(misfit.value());
      earlier.ifPresent(fitted::remove);
      var fit = new Fit(misfit.path(), from, misfit.fitting(), misfit.because());
      fitted.add(fit);
      tree = ConfigSources.withFits(tree, List.of(fit));
    }

    @Override
    public boolean users(String path) {
      return ConfigSources.usersOwn(tree, path, authorship);
    }

    @Override
    public boolean resolved() {
      return authorship.resolved();
    }

    @Override
    public LoadedConfig fit(Integer train, Integer test, List<Fit> more) {
      var next = new Completion(tree, authorship);
      next.fitted.addAll(fitted);
      return next.complete(train, test, more);
    }
  }

  /**
   * The views of a preset alone, complete with their defaults.
   *
   * @throws ConfigException if there is no such preset
   */
  public ViewsConfig views(String preset) {
    var walk = new StrictWalk(known);
    ObjectNode complete = walk.views(ConfigSources.views(preset, known.presets()));
    walk.refuseProblems();
    return bind(complete, ViewsConfig.class);
  }

  /**
   * What keeps a class from being the settings of a part, as a clause: it is no record, or a
   * component has no {@link Setting} or a type that YAML cannot fill.
   */
  public static Optional<String> problemOf(Class<?> settings) {
    if (!settings.isRecord()) {
      return Optional.of(settings.getName() + " is no record");
    }
    try {
      Key.of(settings.asSubclass(Record.class));
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static void requireNamedRecord(String name, Class<? extends MethodSettings> type) {
    boolean named =
        type.isRecord()
            && Key.of(type.asSubclass(Record.class)).stream()
                .anyMatch(key -> key.name().equals(StrictWalk.METHOD_NAME) && key.required());
    if (!named) {
      throw new IllegalArgumentException(
          "the settings of method "
              + name
              + " must be a record with a required component \"name\", unlike "
              + type.getName());
    }
  }

  private <T> T bind(ObjectNode complete, Class<T> type) {
    String source = complete.path("data").path(StrictWalk.SOURCE_NAME).asText();
    try {
      return mapper
          .readerFor(type)
          .withAttribute(SOURCE_TYPE, known.dataSources().get(source))
          .readValue(complete);
    } catch (IOException e) {
      throw new IllegalStateException("a checked config does not fit its records", e);
    }
  }

  /** Chooses the record of the {@code method:} section by its name. */
  private final class MethodDeserializer extends JsonDeserializer<MethodSettings> {

    @Override
    public MethodSettings deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      ObjectNode section = context.readValue(parser, ObjectNode.class);
      String name = section.get(StrictWalk.METHOD_NAME).textValue();
      return context.readTreeAsValue(section, known.methods().get(name));
    }
  }

  /** Takes the record that the {@code data:} section's source has. */
  private static final class SourceDeserializer extends JsonDeserializer<DataSettings> {

    @Override
    public DataSettings deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      var type = (Class<?>) context.getAttribute(SOURCE_TYPE);
      return (DataSettings) context.readValue(parser, type);
    }
  }

  /** A study's values travel through the tree as they are. */
  private static final class ValueDeserializer extends JsonDeserializer<YamlValue> {

    @Override
    public YamlValue deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return (YamlValue) parser.getEmbeddedObject();
    }
  }
}
