package org.ssl4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.ssl4j.dl4j.SslGraph;
import org.ssl4j.natives.OpenBlas;

/**
 * Holds all modules to docs/ARCHITECTURE.md: a package uses only those before it. This module is
 * the last one, so it sees the classes of all others.
 */
@AnalyzeClasses(packages = "org.ssl4j", importOptions = ArchitectureTest.OnlyWhatIsShipped.class)
class ArchitectureTest {

  /**
   * Other modules come as directories or as jars, each with classes of tests beside it. An IDE may
   * add the examples.
   */
  static final class OnlyWhatIsShipped implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/")
          && !location.contains("-tests.jar")
          && !location.contains("/org/ssl4j/examples/");
    }
  }

  /** Packages of a module, in the order in which they build on one another. */
  private static final class Floors {
    private final String root;
    private final Map<String, Set<String>> allowed = new LinkedHashMap<>();

    private Floors(String root) {
      this.root = root;
    }

    /** The next package; it may use those that are named, and no other of these floors. */
    private Floors floor(String name, String... used) {
      allowed.put(name, new LinkedHashSet<>(Arrays.asList(used)));
      return this;
    }

    /** The next package; it may use all before it but those that are named. */
    private Floors onTop(String name, String... unused) {
      var used = new LinkedHashSet<>(allowed.keySet());
      Arrays.asList(unused).forEach(used::remove);
      allowed.put(name, used);
      return this;
    }

    private String nameOf(JavaClass type) {
      String name = type.getPackageName();
      return name.equals(root)
          ? ""
          : name.startsWith(root + ".") ? name.substring(root.length() + 1) : null;
    }

    private ArchRule rule() {
      return classes()
          .that(
              DescribedPredicate.describe(
                  "are on a floor of " + root, type -> allowed.containsKey(nameOf(type))))
          .should(
              new ArchCondition<>("use only the packages before their own") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  String own = nameOf(type);
                  for (var dependency : type.getDirectDependenciesFromSelf()) {
                    String used = nameOf(dependency.getTargetClass());
                    if (used != null
                        && !used.equals(own)
                        && allowed.containsKey(used)
                        && !allowed.get(own).contains(used)) {
                      events.add(
                          SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                  }
                }
              });
    }
  }

  @ArchTest
  static final ArchRule THE_FRAMEWORKS_PACKAGES_USE_ONLY_EARLIER_ONES =
      new Floors("org.ssl4j")
          .floor("text")
          .floor("error", "text")
          .floor("stop")
          .floor("random")
          .floor("natives")
          .floor("matrix", "natives", "text")
          .onTop("measure")
          .onTop("faces")
          .onTop("diagnose", "faces")
          .onTop("eval", "faces")
          .onTop("interchange", "diagnose", "eval", "faces")
          .onTop("kinds", "eval")
          .floor("config", "text", "error")
          .floor("plugin", "text", "config", "error")
          .floor("storage", "natives", "matrix", "text")
          .floor(
              "data", "natives", "text", "error", "stop", "random", "config", "plugin", "storage")
          .onTop(
              "augment",
              "matrix",
              "storage",
              "measure",
              "diagnose",
              "eval",
              "interchange",
              "faces",
              "kinds")
          .onTop(
              "network", "storage", "measure", "diagnose", "eval", "interchange", "faces", "kinds")
          .floor("reference", "matrix", "text", "config", "network")
          .onTop("method", "storage", "reference", "eval", "interchange", "faces", "kinds")
          .onTop("run", "reference", "interchange", "faces", "kinds")
          .onTop("checkpoint", "reference", "interchange", "faces", "kinds")
          .onTop("encoder", "reference", "faces", "kinds")
          .onTop("train", "reference", "interchange", "faces", "kinds")
          .onTop("study", "reference", "interchange", "faces", "kinds")
          .onTop("report", "reference", "interchange", "faces")
          .onTop("bench", "reference", "interchange", "study", "faces", "kinds")
          .onTop("api", "bench", "report", "study", "faces", "kinds")
          .onTop("cli", "api", "faces")
          .rule();

  @ArchTest
  static final ArchRule MODELS_USE_ONLY_EARLIER_ONES =
      new Floors("org.ssl4j.models")
          .floor("backbone")
          .floor("objective")
          .floor("method", "backbone", "objective")
          .floor("bench", "backbone", "objective", "method")
          .rule();

  @ArchTest
  static final ArchRule THE_DL4J_ENGINE_IS_LAYERED =
      new Floors("org.ssl4j.dl4j")
          .floor("kernel")
          .floor("update")
          .floor("layer", "kernel")
          .floor("", "kernel", "layer", "update")
          .onTop("bench")
          .rule();

  @ArchTest
  static final ArchRule THE_CUDA_ENGINE_IS_LAYERED =
      new Floors("org.ssl4j.cuda")
          .floor("device")
          .floor("layer", "device")
          .floor("update", "device", "layer")
          .floor("", "device", "layer", "update")
          .rule();

  /** It brings its own memory and kernels, so that it runs where no tensor library does. */
  @ArchTest
  static final ArchRule THE_CUDA_ENGINE_KNOWS_NO_TENSOR_LIBRARY =
      noClasses()
          .that()
          .resideInAPackage("org.ssl4j.cuda..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.nd4j..",
              "org.deeplearning4j..",
              "org.datavec..",
              "org.bytedeco..",
              "org.ssl4j.dl4j..",
              "org.ssl4j.models..");

  @ArchTest
  static final ArchRule THE_FRAMEWORK_KNOWS_NO_MODEL =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.ssl4j.models..", "org.ssl4j.dl4j..", "org.ssl4j.cuda..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.ssl4j.models..", "org.ssl4j.dl4j..", "org.ssl4j.cuda..");

  /** What is trained does not know what executes it. */
  @ArchTest
  static final ArchRule MODELS_KNOW_NO_ENGINE =
      noClasses()
          .that()
          .resideInAPackage("org.ssl4j.models..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.ssl4j.dl4j..", "org.ssl4j.cuda..");

  /** DL4J's engines are one way to execute a network; nothing else may depend on their types. */
  @ArchTest
  static final ArchRule ONLY_ITS_ENGINES_KNOW_DL4J =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.ssl4j.dl4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j.linalg..", "org.deeplearning4j..");

  @ArchTest
  static final ArchRule ONLY_SSL_GRAPH_TOUCHES_PROTECTED_DL4J =
      noClasses()
          .that()
          .doNotBelongToAnyOf(SslGraph.class)
          .should()
          .beAssignableTo(ComputationGraph.class);

  /** What a Java program calls is built on the packages that a program could use itself. */
  @ArchTest
  static final ArchRule NOTHING_USES_THE_JAVA_API =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.ssl4j.api")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.ssl4j.api");

  /** The interface of logs is everybody's; their implementation is the program's. */
  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_SETS_UP_LOGS =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.ssl4j.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ch.qos.logback..");

  /**
   * Error Prone's DefaultLocale refuses the same when it compiles; this also holds where it does
   * not run.
   */
  @ArchTest
  static final ArchRule NO_TEXT_DEPENDS_ON_THE_USERS_LANGUAGE =
      noClasses()
          .should()
          .callMethodWhere(KnowNoLocale.METHOD)
          .orShould()
          .callConstructorWhere(KnowNoLocale.CONSTRUCTOR)
          .because(
              "numbers and names in files are read on other machines; use org.ssl4j.text.Text");

  /** Whoever loads OpenBLAS first decides which kernels it takes. */
  @ArchTest
  static final ArchRule WHO_USES_OPENBLAS_PREPARES_IT =
      classes()
          .that(
              DescribedPredicate.describe(
                  "call OpenBLAS",
                  type ->
                      type.getDirectDependenciesFromSelf().stream()
                          .anyMatch(
                              used ->
                                  used.getTargetClass()
                                      .getPackageName()
                                      .startsWith("org.bytedeco.openblas"))))
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(OpenBlas.class);

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.ssl4j.cli")
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_PARSES_ARGUMENTS_AND_DRAWS_BARS =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.ssl4j.cli")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..");
}
