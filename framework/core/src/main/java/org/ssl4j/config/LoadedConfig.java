package org.ssl4j.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ssl4j.error.ConfigException;

/** A config with the text it can be had again from, and where each of its values was written. */
public final class LoadedConfig {

  private final ExperimentConfig config;
  private final String resolvedYaml;
  private final Map<String, String> places;
  private final List<Fit> fitted;
  private final Refitting refitting;

  /** Makes the config anew, fitted to what is known of the data. */
  interface Refitting {

    /** Whether the user wrote that value. */
    boolean users(String path);

    /** Whether a run or a study has written the file. */
    boolean resolved();

    /** {@code null} stands for what is not known. */
    LoadedConfig fit(Integer trainSize, Integer testSize, List<Fit> more);
  }

  /**
   * @param resolvedYaml every key, default or given, without {@code extends}; loads to an equal
   *     config
   * @param places file and line by dotted path, of what was written; the empty path is the file
   * @param fitted defaults that were replaced because they do not fit
   */
  LoadedConfig(
      ExperimentConfig config,
      String resolvedYaml,
      Map<String, String> places,
      List<Fit> fitted,
      Refitting refitting) {
    this.config = config;
    this.resolvedYaml = resolvedYaml;
    this.places = Map.copyOf(places);
    this.fitted = List.copyOf(fitted);
    this.refitting = refitting;
  }

  /** The validated experiment. */
  public ExperimentConfig config() {
    return config;
  }

  /** Every key, default or given, without {@code extends}; loads to an equal config. */
  public String resolvedYaml() {
    return resolvedYaml;
  }

  /** File and line by dotted path, of what was written; the empty path is the file. */
  public Map<String, String> places() {
    return places;
  }

  /** Defaults that were replaced because they do not fit the data or the rest of the config. */
  public List<Fit> fitted() {
    return fitted;
  }

  /**
   * The config for the data at hand: defaults that do not fit are replaced and listed in {@link
   * #fitted}.
   *
   * @param trainSize training images there are, before {@code data.trainLimit}
   * @param testSize held-out images there are, before {@code data.testLimit}
   * @throws ConfigException naming file, line and key of everything that the user wrote and that
   *     does not fit
   */
  public LoadedConfig fitTo(int trainSize, int testSize) {
    return refitting.fit(trainSize, testSize, List.of());
  }

  /** Whether it is the complete config that a run or a study has written. */
  public boolean isResolved() {
    return refitting.resolved();
  }

  /** Whether the user wrote a value, rather than leave or take a default. */
  public boolean isUsersOwn(String path) {
    return refitting.users(path);
  }

  /** The config with one default replaced. */
  public LoadedConfig withFit(Fit fit) {
    return refitting.fit(null, null, List.of(fit));
  }

  /** Refuses a value where it stands. */
  public ConfigException refusal(String path, String problem) {
    return ConfigException.ofProblems(
        List.of(sentence(new ConfigChecks.Problem(path, problem), places)), List.of(path));
  }

  /**
   * Takes over what was fitted when a run began, so that the same sources give the same config
   * again. A value that has been changed since is left alone.
   */
  public LoadedConfig withFits(List<Fit> earlier) {
    Map<String, String> now = FlatSettings.parse(resolvedYaml, "the config");
    Map<String, String> asked =
        fitted.stream().collect(Collectors.toUnmodifiableMap(Fit::path, Fit::from));
    List<Fit> same =
        earlier.stream()
            .filter(
                fit ->
                    fit.from().equals(now.get(fit.path()))
                        || fit.from().equals(asked.get(fit.path())))
            .toList();
    return same.isEmpty() ? this : refitting.fit(null, null, same);
  }

  /**
   * Says where the value stands that a method, backbone or data set refused.
   *
   * @param refused with a path from the root
   */
  public ConfigException refusal(InvalidSettingException refused) {
    return refusal(refused.path(), refused.getMessage());
  }

  static void refuse(List<ConfigChecks.Problem> problems, Map<String, String> places) {
    if (!problems.isEmpty()) {
      throw ConfigException.ofProblems(
          problems.stream()
              .map(problem -> sentence(problem, places))
              .collect(Collectors.toUnmodifiableList()),
          problems.stream().map(ConfigChecks.Problem::path).toList());
    }
  }

  /** A value that was not written stands where its section, or else the file, was. */
  static String sentence(ConfigChecks.Problem problem, Map<String, String> places) {
    String at = problem.path();
    while (!places.containsKey(at)) {
      at = at.contains(".") ? at.substring(0, at.lastIndexOf('.')) : "";
    }
    String stop = problem.problem().endsWith(".") ? "" : ".";
    return Place.before(places.get(at)) + problem.path() + ": " + problem.problem() + stop;
  }
}
