package org.ssl4j.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.text.Text;

/** Providers in jars: what is found, and the sentence about what cannot be used. */
class CatalogTest {

  private static final String SERVICE = Part.class.getName();

  @TempDir Path directory;

  private static String provider(String name, String body) {
    return Text.of(
        """
        package org.example;
        public class %1$s implements org.ssl4j.plugin.Part {
          %2$s
          @Override public String summary() { return "Made for a test."; }
        }
        """,
        name, body);
  }

  private static String named(String name) {
    return Text.of("@Override public String name() { return \"%s\"; }", name);
  }

  private Path jar(String file, String className, String body) {
    return new PluginJar()
        .source("org.example." + className, provider(className, body))
        .service(SERVICE, "org.example." + className)
        .write(directory.resolve(file));
  }

  private static Catalog<Part> find(Path... jars) throws Exception {
    return PluginJar.with(Arrays.asList(jars), () -> Catalog.of("part", Part.class));
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(Path... jars) {
    return assertThatThrownBy(() -> find(jars))
        .isInstanceOf(PluginException.class)
        .satisfies(error -> assertThat(error.getMessage().lines()).hasSize(1))
        .hasMessageEndingWith("off the class path.");
  }

  @Test
  void theProvidersOfAllJarsAreSortedAndTellWhereTheyCameFrom() throws Exception {
    Path pear = jar("a pear.jar", "Pear", named("pear"));
    Path apple = jar("b.jar", "Apple", named("apple"));

    var catalog = find(pear, apple);

    assertThat(catalog.providers().keySet()).containsExactly("apple", "pear");
    assertThat(catalog.plugins())
        .containsExactly(
            new Plugin("apple", "org.example.Apple", apple.toString(), false),
            new Plugin("pear", "org.example.Pear", pear.toString(), false));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheClosestAndAll() throws Exception {
    var catalog = find(jar("a.jar", "Pear", named("pear")), jar("b.jar", "Apple", named("apple")));

    assertThatThrownBy(() -> catalog.get("aple"))
        .isInstanceOf(PluginException.class)
        .hasMessage("unknown part \"aple\"; did you mean \"apple\"? Known: apple, pear.");
  }

  @Test
  void twoWithOneNameAreRefusedWithBothClassesAndJars() {
    Path first = jar("a.jar", "Pear", named("pear"));
    Path second = jar("b.jar", "Apple", named("pear"));

    assertRefused(first, second)
        .hasMessageContaining("the part \"pear\" is provided by both org.example.Pear in " + first)
        .hasMessageContaining("and org.example.Apple in " + second);
  }

  @Test
  void aMissingClassIsNamedWithItsJar() {
    Path jar =
        new PluginJar()
            .service(SERVICE, "# ours", "org.example.Gone # not there")
            .write(directory.resolve("a b.jar"));

    assertRefused(jar)
        .hasMessageStartingWith(
            "the part provider org.example.Gone of "
                + jar
                + " cannot be used: META-INF/services/"
                + SERVICE
                + " names a class that is missing; ");
  }

  @Test
  void aConstructorThatThrowsIsNamedWithItsJar() {
    Path good = jar("good.jar", "Pear", named("pear"));
    Path bad =
        jar(
            "bad.jar",
            "Apple",
            "public Apple() { throw new IllegalStateException(\"no\\nlicence\"); } "
                + named("apple"));

    assertRefused(good, bad)
        .hasMessageStartingWith(
            "the part provider org.example.Apple of "
                + bad
                + " cannot be made: its constructor threw java.lang.IllegalStateException: no licence; ");
  }

  @Test
  void aClassThatIsNoProviderIsNamedWithItsJar() {
    Path jar =
        new PluginJar().service(SERVICE, "org.ssl4j.text.Text").write(directory.resolve("a.jar"));

    assertRefused(jar)
        .hasMessageStartingWith(
            "the part provider org.ssl4j.text.Text of "
                + jar
                + " cannot be used: the class is no "
                + SERVICE);
  }

  @Test
  void aProviderThatNeedsAParameterIsNamedWithItsJar() {
    Path jar = jar("a.jar", "Pear", "public Pear(int size) {} " + named("pear"));

    assertRefused(jar)
        .hasMessageStartingWith("the part provider org.example.Pear of " + jar)
        .hasMessageContaining("no public constructor without parameters");
  }

  @Test
  void aLibraryThatIsNotThereIsNamed() {
    Path jar =
        new PluginJar()
            .source(
                "org.example.Pear",
                """
                package org.example;
                public class Pear extends Helper implements org.ssl4j.plugin.Part {
                  @Override public String name() { return "pear"; }
                  @Override public String summary() { return "Needs another jar."; }
                }
                class Helper {}
                """)
            .without("org.example.Helper")
            .service(SERVICE, "org.example.Pear")
            .write(directory.resolve("a.jar"));

    assertRefused(jar)
        .hasMessageContaining("org.example.Pear of " + jar + " cannot be loaded")
        .hasMessageContaining("needs the class org.example.Helper, which is not on the class path");
  }

  @Test
  void aNameThatNoConfigCouldAskForIsRefused() {
    assertRefused(jar("a.jar", "Pear", named("my pear")))
        .hasMessageContaining("org.example.Pear in ")
        .hasMessageContaining("has the name \"my pear\"; a name is letters");
    assertRefused(jar("b.jar", "Pear", "@Override public String name() { return null; }"))
        .hasMessageContaining("has the name \"null\"");
  }

  @Test
  void aProviderThatFailsWhenAskedIsNamedWithItsJar() {
    Path jar =
        jar(
            "a.jar",
            "Pear",
            "@Override public String name() { throw new IllegalStateException(\"later\"); }");

    assertRefused(jar)
        .hasMessageStartingWith("the part provider org.example.Pear in " + jar)
        .hasMessageContaining("later");
  }

  @Test
  void aKindThatIsBrokenStopsTheList() {
    Path jar =
        new PluginJar()
            .service(PluginKind.class.getName(), "org.example.Gone")
            .write(directory.resolve("a.jar"));

    assertThatThrownBy(() -> PluginJar.with(List.of(jar), Catalog::kinds))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("org.example.Gone of " + jar);
  }
}
