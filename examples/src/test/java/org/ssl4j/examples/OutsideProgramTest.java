package org.ssl4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Maven project outside of this tree depends on the artifacts as they would be installed, and on
 * nothing else. Maven works offline, in a local repository that links to the machine's own and
 * holds SSL4J's artifacts beside it, so that nothing is installed for good.
 */
@DisabledOnOs(OS.WINDOWS)
class OutsideProgramTest {

  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final String GROUP = "ssl4j";

  /** What the one artifact brings along, with the places of the modules. */
  private static final Map<String, String> MODULES =
      Map.of(
          "ssl4j-collapse",
          "framework/collapse",
          "ssl4j-core",
          "framework/core",
          "ssl4j-dl4j",
          "models/dl4j",
          "ssl4j-models",
          "models/methods");

  @TempDir Path directory;

  private static List<Path> ownClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  private static Set<String> names(List<Path> classPath) {
    return classPath.stream()
        .map(entry -> entry.getFileName().toString())
        .collect(Collectors.toSet());
  }

  /** The jar of a module, as the reactor has packaged it. */
  private static Path jar(String artifact) {
    var jars =
        ownClassPath().stream()
            .filter(entry -> entry.getFileName().toString().matches(artifact + "-[^/]*\\.jar"))
            .toList();
    assumeTrue(!jars.isEmpty(), "the modules are packaged in mvn package and later phases only");
    return jars.get(0);
  }

  private static void link(Path from, Path into, String except) throws IOException {
    Files.createDirectories(into);
    try (var entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (!entry.getFileName().toString().equals(except)) {
          Files.createSymbolicLink(into.resolve(entry.getFileName()), entry);
        }
      }
    }
  }

  private static void install(Path group, String artifact, String version, Path pom, Path jar)
      throws IOException {
    Path place = Files.createDirectories(group.resolve(artifact).resolve(version));
    Files.copy(pom, place.resolve(artifact + "-" + version + ".pom"));
    if (jar != null) {
      Files.copy(jar, place.resolve(artifact + "-" + version + ".jar"));
    }
  }

  private Path repository(String version) throws IOException {
    Path machines = Path.of(System.getProperty("localRepository")).toRealPath();
    Path repository = directory.resolve("repository");
    link(machines, repository, "org");
    link(machines.resolve("org"), repository.resolve("org"), GROUP);
    Path group = Files.createDirectories(repository.resolve("org").resolve(GROUP));
    install(group, "ssl4j", version, HOME.resolve("pom.xml"), null);
    install(group, "ssl4j-framework", version, HOME.resolve("framework/pom.xml"), null);
    install(group, "ssl4j-networks", version, HOME.resolve("models/pom.xml"), null);
    for (var module : MODULES.entrySet()) {
      Path pom = HOME.resolve(module.getValue()).resolve("pom.xml");
      install(group, module.getKey(), version, pom, jar(module.getKey()));
    }
    return repository;
  }

  /** What a command prints to standard output; it must end well. */
  private String run(Path work, List<String> command) throws Exception {
    Path errors = Files.createTempFile(directory, "stderr", ".txt");
    var builder = new ProcessBuilder(command).directory(work.toFile());
    builder.redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeAll(Set.of("MAVEN_ARGS", "MAVEN_BASEDIR", "MAVEN_OPTS"));
    var process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue())
        .as("%s%n%s%n%s", command, output, Files.readString(errors))
        .isZero();
    return output;
  }

  /** JUnit would warn of every link. */
  @AfterEach
  void removeLinks() throws IOException {
    for (String place : List.of("repository/org", "repository")) {
      Path links = directory.resolve(place);
      if (Files.isDirectory(links)) {
        try (var entries = Files.list(links)) {
          for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
            Files.delete(link);
          }
        }
      }
    }
  }

  /**
   * Builds a project that depends on one artifact.
   *
   * @return the jars of its class path
   */
  private List<Path> build(Path project, String artifact, String program) throws Exception {
    String file = jar(artifact).getFileName().toString();
    String version = file.substring(artifact.length() + 1, file.length() - ".jar".length());
    Path resources = Path.of("src", "test", "resources", "outside");
    Files.createDirectories(project);
    Files.writeString(
        project.resolve("pom.xml"),
        Files.readString(resources.resolve("pom.xml"))
            .replace("@ARTIFACT@", artifact)
            .replace("@VERSION@", version));
    Path sources = Files.createDirectories(project.resolve("src/main/java"));
    Files.copy(resources.resolve(program), sources.resolve(program));
    run(
        project,
        List.of(
            Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
            "-o",
            "-B",
            "-q",
            "-Dmaven.repo.local=" + repository(version),
            // Artifacts count wherever the machine's repository had them from.
            "-Dmaven.legacyLocalRepo=true",
            "compile",
            "dependency:build-classpath",
            "-DincludeScope=runtime",
            "-Dmdep.outputFile=target/class.path"));
    String classPath = Files.readString(project.resolve("target/class.path")).strip();
    var jars = Arrays.stream(classPath.split(File.pathSeparator)).map(Path::of).toList();

    // dependencyManagement is not inherited by a program outside; the versions are the tested ones
    // nevertheless.
    assertThat(names(ownClassPath())).containsAll(names(jars));
    return jars;
  }

  private String java(Path project, List<Path> jars, String program, String... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                "target/classes"
                    + File.pathSeparator
                    + jars.stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                program));
    command.addAll(List.of(arguments));
    return run(project, command);
  }

  private static List<String> artifacts(List<Path> jars) {
    return names(jars).stream().map(name -> name.replaceFirst("-[0-9].*", "")).toList();
  }

  @Test
  void aProjectThatNamesOneArtifactTrainsEmbedsAndDiagnoses() throws Exception {
    Path project = directory.resolve("outside");
    var jars = build(project, "ssl4j-models", "Outside.java");
    // A library brings no command line, no log, no bars and no charts.
    assertThat(artifacts(jars))
        .contains("ssl4j-collapse", "ssl4j-core", "ssl4j-dl4j", "ssl4j-models", "slf4j-api")
        .doesNotContain(
            "ssl4j-cli",
            "ssl4j-report",
            "ssl4j-examples",
            "picocli",
            "progressbar",
            "logback-classic",
            "logback-core",
            "echarts",
            "junit-jupiter-api",
            "log4j",
            "commons-logging");

    assertThat(java(project, jars, "Outside", "run").lines())
        .hasSize(3)
        .contains("steps 2", "vectors 12 x 128")
        .anySatisfy(line -> assertThat(line).startsWith("verdict "));
    assertThat(project.resolve("run/encoder.zip")).isRegularFile();
  }

  @Test
  void aProjectThatOnlyWantsAVerdictGetsNoNetworksAndNoImages() throws Exception {
    Path project = directory.resolve("verdicts");
    var jars = build(project, "ssl4j-collapse", "Verdicts.java");
    assertThat(artifacts(jars))
        .contains("ssl4j-collapse", "openblas")
        .noneMatch(name -> name.matches("ssl4j-(?!collapse).*"))
        .noneMatch(name -> name.matches("nd4j.*|deeplearning4j.*|datavec.*|opencv.*|dnnl.*"));

    assertThat(java(project, jars, "Verdicts").lines())
        .containsExactly("HEALTHY", "DIMENSIONAL_COLLAPSE");
  }
}
