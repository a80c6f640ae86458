package org.ssl4j.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A config with the text it can be had again from, and where each of its values was written.
 *
 * @param config the validated experiment
 * @param resolvedYaml every key, default or given, without {@code extends}; loads to an equal
 *     config
 * @param places file and line by dotted path, of what was written; the empty path is the file
 */
public record LoadedConfig(
    ExperimentConfig config, String resolvedYaml, Map<String, String> places) {

  public LoadedConfig {
    places = Map.copyOf(places);
  }

  /**
   * Refuses a config that does not fit its data.
   *
   * @param trainSize images to train on
   * @param testSize held-out images
   * @throws ConfigException naming file, line and key of everything that does not fit
   */
  public void checkAgainstData(int trainSize, int testSize) {
    refuse(ConfigChecks.againstData(config, trainSize, testSize), places);
  }

  /**
   * Says where the value stands that a method, backbone or data set refused.
   *
   * @param refused with a path from the root
   */
  public ConfigException refusal(InvalidSettingException refused) {
    var problem = new ConfigChecks.Problem(refused.path(), refused.getMessage());
    return ConfigException.ofProblems(List.of(sentence(problem, places)));
  }

  static void refuse(List<ConfigChecks.Problem> problems, Map<String, String> places) {
    if (!problems.isEmpty()) {
      throw ConfigException.ofProblems(
          problems.stream()
              .map(problem -> sentence(problem, places))
              .collect(Collectors.toUnmodifiableList()));
    }
  }

  /** A value that was not written stands where its section, or else the file, was. */
  static String sentence(ConfigChecks.Problem problem, Map<String, String> places) {
    String at = problem.path();
    while (!places.containsKey(at)) {
      at = at.contains(".") ? at.substring(0, at.lastIndexOf('.')) : "";
    }
    String stop = problem.problem().endsWith(".") ? "" : ".";
    return places.get(at) + ": " + problem.path() + ": " + problem.problem() + stop;
  }
}
