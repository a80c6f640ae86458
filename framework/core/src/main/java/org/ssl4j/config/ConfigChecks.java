package org.ssl4j.config;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ssl4j.text.Text;

/** Refuses values that are valid by themselves but not in each other's company. */
public final class ConfigChecks {
  /** A name becomes a directory, so it may not climb out of {@code runs/} or need quoting. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  static final String NAME_RULE =
      "must be 1 to 100 letters, digits, dots, hyphens or underscores, and begin with a letter or digit.";

  private final List<Problem> problems = new ArrayList<>();

  private ConfigChecks() {}

  /**
   * One impossible value.
   *
   * @param path the offending key, dotted from the root
   * @param problem a sentence that says what is wrong and what to do
   */
  public record Problem(String path, String problem) {}

  /** Everything wrong with a config but for its sizes, see {@link SizeChecks}; empty if nothing. */
  public static List<Problem> combinations(ExperimentConfig config) {
    var checks = new ConfigChecks();
    checks.require(isName(config.name()), "name", NAME_RULE);
    checks.data(config.data());
    checks.views(config.views());
    checks.method(config.method());
    return List.copyOf(checks.problems);
  }

  /** Whether a text can be the name of a directory everywhere. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  private void data(DataConfig data) {
    require(data.hasBackground(), "data.background", DataConfig.BACKGROUND_RULE);
    try {
      data.settings().check(data);
    } catch (InvalidSettingException e) {
      problems.add(new Problem("data." + e.path(), e.getMessage()));
    }
  }

  private void views(ViewsConfig views) {
    boolean grouped = views.groups() != null;
    int before = problems.size();
    onlyOne(grouped, "views.preset", views.preset());
    onlyOne(grouped, "views.view1", views.view1());
    onlyOne(grouped, "views.view2", views.view2());
    boolean complete = problems.size() == before;
    for (int g = 0; complete && g < views.allGroups().size(); g++) {
      var group = views.allGroups().get(g);
      for (int v = 0; v < Math.min(2, group.count()); v++) {
        view(views.path(g, v), group.view(v));
      }
    }
  }

  /** Groups describe all views, so nothing else may; without groups nothing else does. */
  private void onlyOne(boolean grouped, String path, Object value) {
    require(
        !grouped || value == null,
        path,
        "cannot be given beside views.groups, which describes all views; remove one of the two.");
    require(
        grouped || value != null,
        path,
        "must not be null unless views.groups describes the views.");
  }

  private void view(String path, ViewConfig view) {
    ascending(path + ".cropScale", view.cropScale());
    ascending(path + ".cropRatio", view.cropRatio());
    ascending(path + ".blurSigma", view.blurSigma());
    require(
        view.blurKernel() == 0 || view.blurKernel() % 2 == 1,
        path + ".blurKernel",
        "must be odd, so that the blur has a centre, or 0; not %d.",
        view.blurKernel());
  }

  private void method(MethodSettings settings) {
    try {
      settings.check();
    } catch (InvalidSettingException e) {
      problems.add(new Problem("method." + e.path(), e.getMessage()));
    }
  }

  private void ascending(String path, List<Double> pair) {
    require(
        pair == null || pair.get(0) <= pair.get(1),
        path,
        "must be [smallest, largest], not %s.",
        pair);
  }

  @FormatMethod
  private void require(boolean holds, String path, @FormatString String problem, Object... values) {
    if (!holds) {
      problems.add(new Problem(path, Text.of(problem, values)));
    }
  }
}
