package org.ssl4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A type is public for a reason, and its package's {@code package-info.java} gives it. Under
 * {@value #CONTRACT} it names the types that other programs and jars may use, each with what for;
 * under {@value #HOUSE} those that other packages of SSL4J need, each with their names. The second
 * list is counted here: {@code -Dssl4j.docs.update=true} writes it anew.
 */
class PublicTypesTest {

  private static final String CONTRACT = "Public for programs and other jars:";
  private static final String HOUSE = "Public for packages of this house:";
  private static final Pattern ITEM =
      Pattern.compile("<li>\\{@link (\\w+)}: (.*?)(?=<li>|</ul>)", Pattern.DOTALL);
  private static final String ROOT = "org.ssl4j.";

  private static JavaClasses all;
  private static Map<String, Map<String, Set<String>>> users;

  /** For each package its public types, and the other packages that use each. */
  @BeforeAll
  static void countUses() {
    all =
        new ClassFileImporter()
            .withImportOption(new ArchitectureTest.OnlyWhatIsShipped())
            .importPackages("org.ssl4j");
    users = new TreeMap<>();
    for (JavaClass type : all) {
      JavaClass outer = outermost(type);
      if (outer.getModifiers().contains(JavaModifier.PUBLIC)) {
        Set<String> uses =
            users
                .computeIfAbsent(outer.getPackageName(), name -> new TreeMap<>())
                .computeIfAbsent(outer.getSimpleName(), name -> new TreeSet<>());
        type.getDirectDependenciesToSelf().stream()
            .map(dependency -> dependency.getOriginClass().getPackageName())
            .filter(name -> !name.equals(outer.getPackageName()))
            .forEach(name -> uses.add(name.substring(ROOT.length())));
      }
    }
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(PublicTypesTest::outermost).orElse(type);
  }

  private static Path packageInfo(String name) throws IOException {
    for (String module : List.of("framework", "models")) {
      try (Stream<Path> modules = Files.list(Path.of("..", "..", module))) {
        for (Path one : modules.toList()) {
          Path file =
              one.resolve("src/main/java")
                  .resolve(name.replace('.', '/'))
                  .resolve("package-info.java");
          if (Files.exists(file)) {
            return file;
          }
        }
      }
    }
    throw new AssertionError(name + " has no package-info.java");
  }

  private static Map<String, String> items(String text, String heading) {
    Map<String, String> items = new TreeMap<>();
    int start = text.indexOf(heading);
    if (start >= 0) {
      var matcher = ITEM.matcher(text.substring(start, text.indexOf("</ul>", start) + 5));
      while (matcher.find()) {
        items.put(matcher.group(1), matcher.group(2).replaceAll("[\\s*]+", " ").strip());
      }
    }
    return items;
  }

  private static String shown(Set<String> packages) {
    return String.join(", ", packages);
  }

  @Test
  void eachPublicTypeHasAReason() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (var entry : users.entrySet()) {
      Path file = packageInfo(entry.getKey());
      String text = Files.readString(file);
      Map<String, String> contract = items(text, CONTRACT);
      Map<String, String> expected = new TreeMap<>();
      entry
          .getValue()
          .forEach(
              (type, uses) -> {
                if (!contract.containsKey(type)) {
                  expected.put(type, shown(uses));
                }
              });
      expected.forEach(
          (type, uses) -> {
            if (uses.isEmpty()) {
              wrong.add(entry.getKey() + "." + type + " is public and no other package uses it");
            }
          });
      contract.keySet().stream()
          .filter(type -> !entry.getValue().containsKey(type))
          .forEach(type -> wrong.add(file + " names " + type + ", which is not public"));
      if (Boolean.getBoolean("ssl4j.docs.update")) {
        Files.writeString(file, withHouse(text, expected));
      } else if (!items(text, HOUSE).equals(expected)) {
        wrong.add(
            file
                + ": who uses its public types has changed; run this test with -Dssl4j.docs.update=true, format, and look at the difference");
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noTwoClassesHaveOneName() {
    Map<String, Set<String>> packages = new TreeMap<>();
    all.stream()
        .filter(JavaClass::isTopLevelClass)
        .filter(type -> !type.getSimpleName().equals("package-info"))
        .forEach(
            type ->
                packages
                    .computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                    .add(type.getPackageName()));
    packages.values().removeIf(names -> names.size() == 1);
    assertThat(packages).isEmpty();
  }

  private static String withHouse(String text, Map<String, String> expected) {
    int start = text.indexOf(" * <p>" + HOUSE);
    int end = text.indexOf("*/");
    List<String> before =
        new ArrayList<>(Arrays.asList(text.substring(0, start < 0 ? end : start).split("\n")));
    if (before.size() == 1) {
      String only = before.get(0).replace("/**", "").strip();
      before = new ArrayList<>(List.of("/**", " * " + only));
    }
    while (before.get(before.size() - 1).replace("*", "").isBlank()) {
      before.remove(before.size() - 1);
    }
    var written = new StringBuilder(String.join("\n", before)).append('\n');
    if (!expected.isEmpty()) {
      written.append(" *\n * <p>").append(HOUSE).append("\n *\n * <ul>\n");
      expected.forEach(
          (type, uses) ->
              written
                  .append(" *   <li>{@link ")
                  .append(type)
                  .append("}: ")
                  .append(uses)
                  .append('\n'));
      written.append(" * </ul>\n");
    }
    return written + " " + text.substring(end);
  }
}
