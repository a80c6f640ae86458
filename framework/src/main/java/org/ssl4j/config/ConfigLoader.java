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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads experiments from YAML and refuses, with file, line, path and a hint, whatever a record does
 * not describe.
 *
 * <p>A file may start from another one ({@code extends: path}, relative to the file): sections
 * merge key by key, single values and lists replace. {@code --set a.b=c} comes last. The view
 * preset lies below all of them. {@code docs/CONFIG.md} lists every key.
 */
public final class ConfigLoader {
  private final Map<String, Class<? extends MethodSettings>> methods;
  private final JsonMapper mapper;

  /**
   * @param methods the settings record of every known method, by name
   * @throws IllegalArgumentException if one is no record with a component {@code name}
   */
  public ConfigLoader(Map<String, Class<? extends MethodSettings>> methods) {
    this.methods = new TreeMap<>(methods);
    this.methods.forEach(ConfigLoader::requireNamedRecord);
    var module = new SimpleModule();
    module.addDeserializer(MethodSettings.class, new MethodDeserializer());
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

  /**
   * Loads an experiment.
   *
   * @param file a YAML file in UTF-8
   * @param sets {@code a.b=c} each, the value in YAML; later ones win
   * @throws ConfigException naming everything that is wrong, one sentence a line
   */
  public LoadedConfig load(Path file, List<String> sets) {
    Tree.Section tree = ConfigSources.read(file, sets);
    var walk = new StrictWalk(methods);
    ObjectNode complete = walk.experiment(tree);
    if (!walk.problems().isEmpty()) {
      throw ConfigException.ofProblems(walk.problems());
    }
    Map<String, String> places = ConfigSources.places(tree);
    ExperimentConfig config = bind(complete, ExperimentConfig.class);
    LoadedConfig.refuse(ConfigChecks.combinations(config), places);
    return new LoadedConfig(config, ResolvedYaml.write(complete), places);
  }

  /**
   * The views of a preset alone, complete with their defaults.
   *
   * @throws ConfigException if there is no such preset
   */
  public ViewsConfig views(String preset) {
    var walk = new StrictWalk(methods);
    ObjectNode complete = walk.views(ConfigSources.views(preset));
    if (!walk.problems().isEmpty()) {
      throw ConfigException.ofProblems(walk.problems());
    }
    return bind(complete, ViewsConfig.class);
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
    try {
      return mapper.treeToValue(complete, type);
    } catch (JsonProcessingException e) {
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
      return context.readTreeAsValue(section, methods.get(name));
    }
  }
}
