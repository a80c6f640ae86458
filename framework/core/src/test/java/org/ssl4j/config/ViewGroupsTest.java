package org.ssl4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.data.DataCatalog;
import org.ssl4j.error.ConfigException;

/** Views in groups, in place of two views. */
class ViewGroupsTest {

  private static final String REST =
      "name: groups\ndata: {dataset: shapes}\nmethod: {name: contrast}\n";

  @TempDir Path dir;

  private final ConfigLoader loader = SampleMethods.loader();

  private Path file(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  private ViewsConfig views(String views, String... sets) throws IOException {
    return loader.load(file("c.yaml", REST + views), List.of(sets)).config().views();
  }

  @Test
  void aConfigWithoutGroupsHasOneGroupOfTwoViews() throws IOException {
    var views = views("views: {preset: uneven, view1: {flip: 0}}\n");

    assertThat(views.groups()).isNull();
    assertThat(views.counts()).containsExactly(2);
    var group = views.allGroups().get(0);
    assertThat(group.view(0)).isEqualTo(views.view1());
    assertThat(group.view(1)).isEqualTo(views.view2());
    assertThat(group.view(0).flip()).isZero();
    assertThat(group.view(1).solarize()).isEqualTo(0.2);
  }

  @Test
  void everyGroupHasACountASizeAndItsAugmentationsOverItsPreset() throws IOException {
    var views =
        views(
            """
            views:
              size: 24
              groups:
                - {count: 2}
                - {count: 6, size: 16, preset: mini, view: {cropScale: [0.05, 0.2]}}
            """);

    assertThat(views.counts()).containsExactly(2, 6);
    assertThat(views.preset()).isNull();
    assertThat(views.view1()).isNull();
    assertThat(views.view2()).isNull();
    var small = views.groups().get(1);
    assertThat(small.size()).isEqualTo(16);
    assertThat(small.view(0).cropScale()).containsExactly(0.05, 0.2);
    assertThat(small.view(5)).isEqualTo(small.view(0));
    assertThat(small.view(0).saturation()).isEqualTo(0.4);
    assertThat(views.groups().get(0).size()).isNull();
    assertThat(views.groups().get(0).preset()).isEqualTo("mini");
  }

  @Test
  void aPresetOfTwoDifferentViewsAlternatesAndWhatViewSaysHoldsForBoth() throws IOException {
    var group =
        views("views: {groups: [{count: 3, preset: uneven, view: {flip: 0.25}}]}\n")
            .groups()
            .get(0);

    assertThat(List.of(group.view(0), group.view(1), group.view(2)))
        .extracting(ViewConfig::solarize)
        .containsExactly(0.0, 0.2, 0.0);
    assertThat(List.of(group.view(0), group.view(1)))
        .extracting(ViewConfig::flip)
        .containsExactly(0.25, 0.25);
  }

  @Test
  void evenViewsOverrideAndNullMakesAllViewsAlike() throws IOException {
    var own =
        views("views: {groups: [{count: 2, view: {flip: 0}, evenView: {hue: 0.2}}]}\n")
            .groups()
            .get(0);
    var alike =
        views("views: {groups: [{count: 2, preset: uneven, evenView: null}]}\n").groups().get(0);

    assertThat(own.view(1).hue()).isEqualTo(0.2);
    assertThat(own.view(1).flip()).isZero();
    assertThat(own.view(0).hue()).isEqualTo(0.1);
    assertThat(alike.view(1)).isEqualTo(alike.view(0));
  }

  @Test
  void theResolvedFormLoadsToTheSameAndIsFlat() throws IOException {
    var loaded =
        loader.load(
            file(
                "c.yaml",
                REST
                    + """
                    views:
                      groups:
                        - {count: 2, preset: uneven}
                        - {count: 4, size: 16, view: {flip: 0}}
                    """),
            List.of());
    var again = loader.load(file("resolved.yaml", loaded.resolvedYaml()), List.of());

    assertThat(again.config()).isEqualTo(loaded.config());
    assertThat(again.resolvedYaml()).isEqualTo(loaded.resolvedYaml());
    assertThat(loaded.fitTo(100, 100).config().views()).isEqualTo(loaded.config().views());
    var flat = FlatSettings.parse(loaded.resolvedYaml(), "test");
    assertThat(flat)
        .containsEntry("views.groups[0].count", "2")
        .containsEntry("views.groups[1].size", "16")
        .containsEntry("views.groups[1].view.flip", "0");
  }

  @Test
  void bothFormsInOneConfigAreRefusedWithTheLine() {
    assertThatThrownBy(
            () -> views("views:\n  groups: [{count: 2}]\n  view2: {flip: 0}\n  preset: uneven\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("c.yaml:6: views.view2: cannot be given beside views.groups")
        .hasMessageContaining("c.yaml:7: views.preset: cannot be given beside views.groups");
    assertThatThrownBy(() -> views("views: {groups: [{count: 2}]}\n", "views.view1.flip=0"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("views.view1: cannot be given beside views.groups");
  }

  @Test
  void nullInPlaceOfTwoViewsIsRefusedWithoutGroups() {
    assertThatThrownBy(() -> views("views: {view2: null}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("c.yaml:4: views.view2: must not be null unless views.groups");
  }

  @Test
  void oneFormReplacesTheOtherOfAnExtendedFileOrOfASet() throws IOException {
    file("pair.yaml", REST + "views: {size: 24, preset: uneven, view1: {flip: 0}}\n");
    file("grouped.yaml", REST + "views: {groups: [{count: 2}, {count: 4, size: 16}]}\n");
    Path grouped =
        file("a.yaml", "extends: pair.yaml\nviews: {groups: [{count: 3, preset: none}]}\n");
    Path pair = file("b.yaml", "extends: grouped.yaml\nviews: {preset: uneven}\n");
    String resolved = loader.load(dir.resolve("grouped.yaml"), List.of()).resolvedYaml();

    var a = loader.load(grouped, List.of()).config().views();
    assertThat(a.counts()).containsExactly(3);
    assertThat(a.size()).isEqualTo(24);
    assertThat(loader.load(pair, List.of()).config().views().counts()).containsExactly(2);
    var set = loader.load(file("r.yaml", resolved), List.of("views.preset=mini")).config().views();
    assertThat(set.groups()).isNull();
    assertThat(set.view2().flip()).isEqualTo(0.5);
    var groups = loader.load(pair, List.of("views.groups=[{count: 8}]")).config().views();
    assertThat(groups.counts()).containsExactly(8);
  }

  @Test
  void whatIsWrongInAGroupIsNamedWithItsLineAndPosition() {
    assertThatThrownBy(
            () ->
                views(
                    """
                    views:
                      groups:
                        - {count: 0}
                        - {count: 2, preset: simlcr}
                        - {size: 16}
                        - {count: 2, view: {cropscale: [0.1, 0.2]}}
                    """))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("c.yaml:6: views.groups[0].count: must be between 1 and 64")
        .hasMessageContaining("c.yaml:7: views.groups[1].preset")
        .hasMessageContaining("c.yaml:8: views.groups[2].count: is missing")
        .hasMessageContaining("c.yaml:9: views.groups[3].view.cropscale")
        .hasMessageContaining("cropScale");
    assertThatThrownBy(
            () -> views("views: {groups: [{count: 4, view: {cropScale: [0.5, 0.1]}}]}\n"))
        .hasMessageContaining("c.yaml:4: views.groups[0].view.cropScale: must be [smallest");
    assertThatThrownBy(() -> views("views: {groups: []}\n"))
        .hasMessageContaining("views.groups: must not be an empty list");
    assertThatThrownBy(() -> views("views: {groups: 4}\n"))
        .hasMessageContaining("views.groups: must be a list of sections");
  }

  @Test
  void aBrokenPresetIsNamed() throws IOException {
    Path file = file("c.yaml", REST + "views: {preset: broken}\n");
    var half = loaderWith("view1: {flip: 0}\n");
    assertThatThrownBy(() -> half.load(file, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "preset broken: has no section view2; its provider has to give view1 and view2.");
    var wrong = loaderWith("view1: {flip: 0}\nview2:\n  flop: 0\n");
    assertThatThrownBy(() -> wrong.load(file, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("preset broken:3: views.view2.flop: unknown key");
  }

  private static ConfigLoader loaderWith(String broken) {
    return new ConfigLoader(
        SampleMethods.all(),
        new DataCatalog().settingsTypes(),
        Map.of("broken", broken, "mini", SampleMethods.presets().get("mini")));
  }
}
