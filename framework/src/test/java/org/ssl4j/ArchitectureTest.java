package org.ssl4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.ssl4j.natives.OpenBlas;

/** Holds the framework to docs/ARCHITECTURE.md: a package uses only those before it. */
@AnalyzeClasses(packages = "org.ssl4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule PACKAGES_USE_ONLY_EARLIER_ONES =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("natives")
          .definedBy("org.ssl4j.natives")
          .layer("text")
          .definedBy("org.ssl4j.text")
          .layer("matrix")
          .definedBy("org.ssl4j.matrix")
          .layer("stop")
          .definedBy("org.ssl4j.stop")
          .layer("config")
          .definedBy("org.ssl4j.config")
          .layer("plugin")
          .definedBy("org.ssl4j.plugin")
          .layer("storage")
          .definedBy("org.ssl4j.storage")
          .layer("data")
          .definedBy("org.ssl4j.data")
          .layer("augment")
          .definedBy("org.ssl4j.augment")
          .layer("network")
          .definedBy("org.ssl4j.network")
          .layer("reference")
          .definedBy("org.ssl4j.reference")
          .layer("method")
          .definedBy("org.ssl4j.method")
          .layer("collapse")
          .definedBy("org.ssl4j.collapse")
          .layer("eval")
          .definedBy("org.ssl4j.eval")
          .layer("interchange")
          .definedBy("org.ssl4j.interchange")
          .layer("train")
          .definedBy("org.ssl4j.train")
          .layer("study")
          .definedBy("org.ssl4j.study")
          .layer("report")
          .definedBy("org.ssl4j.report")
          .layer("bench")
          .definedBy("org.ssl4j.bench")
          .layer("cli")
          .definedBy("org.ssl4j.cli")
          .whereLayer("natives")
          .mayNotAccessAnyLayer()
          .whereLayer("text")
          .mayNotAccessAnyLayer()
          .whereLayer("matrix")
          .mayOnlyAccessLayers("natives", "text")
          .whereLayer("stop")
          .mayNotAccessAnyLayer()
          .whereLayer("config")
          .mayOnlyAccessLayers("text")
          .whereLayer("plugin")
          .mayOnlyAccessLayers("text", "config")
          .whereLayer("storage")
          .mayOnlyAccessLayers("natives", "matrix", "text")
          .whereLayer("data")
          .mayOnlyAccessLayers("natives", "text", "stop", "config", "plugin", "storage")
          .whereLayer("augment")
          .mayOnlyAccessLayers("natives", "text", "stop", "config", "plugin", "data")
          .whereLayer("network")
          .mayOnlyAccessLayers(
              "natives", "matrix", "text", "stop", "config", "plugin", "data", "augment")
          .whereLayer("reference")
          .mayOnlyAccessLayers("matrix", "text", "config", "network")
          .whereLayer("method")
          .mayOnlyAccessLayers(
              "natives", "matrix", "text", "stop", "config", "plugin", "data", "augment", "network")
          .whereLayer("collapse")
          .mayOnlyAccessLayers(
              "natives", "matrix", "text", "stop", "config", "plugin", "data", "augment", "network",
              "method")
          .whereLayer("eval")
          .mayOnlyAccessLayers(
              "natives",
              "matrix",
              "text",
              "stop",
              "config",
              "plugin",
              "data",
              "augment",
              "network",
              "method",
              "collapse")
          .whereLayer("interchange")
          .mayOnlyAccessLayers(
              "natives",
              "matrix",
              "text",
              "stop",
              "config",
              "plugin",
              "data",
              "augment",
              "network",
              "method",
              "collapse")
          .whereLayer("train")
          .mayOnlyAccessLayers(
              "natives",
              "matrix",
              "text",
              "stop",
              "config",
              "plugin",
              "storage",
              "data",
              "augment",
              "network",
              "method",
              "collapse",
              "eval")
          .whereLayer("study")
          .mayOnlyAccessLayers(
              "natives",
              "matrix",
              "text",
              "stop",
              "config",
              "plugin",
              "storage",
              "data",
              "augment",
              "network",
              "method",
              "collapse",
              "eval",
              "train")
          .whereLayer("report")
          .mayOnlyAccessLayers(
              "natives",
              "matrix",
              "text",
              "stop",
              "config",
              "plugin",
              "storage",
              "data",
              "augment",
              "network",
              "method",
              "collapse",
              "eval",
              "train",
              "study")
          .whereLayer("bench")
          .mayOnlyAccessLayers(
              "natives",
              "matrix",
              "text",
              "stop",
              "config",
              "plugin",
              "storage",
              "data",
              "augment",
              "network",
              "method",
              "collapse",
              "eval",
              "train",
              "report")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  /** The exception that all packages share uses none of them. */
  @ArchTest
  static final ArchRule THE_COMMON_EXCEPTION_USES_NO_PACKAGE =
      noClasses()
          .that()
          .resideInAPackage("org.ssl4j.error")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "belong to another package of SSL4J",
                  type ->
                      type.getPackageName().startsWith("org.ssl4j.")
                          && !type.getPackageName().equals("org.ssl4j.error")));

  /** What a Java program calls is built on the packages that a program could use itself. */
  @ArchTest
  static final ArchRule NOTHING_USES_THE_JAVA_API =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.ssl4j.api")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.ssl4j.api");

  @ArchTest
  static final ArchRule THE_JAVA_API_KNOWS_NO_COMMAND_LINE =
      noClasses()
          .that()
          .resideInAPackage("org.ssl4j.api")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.ssl4j.cli", "org.ssl4j.bench", "org.ssl4j.study", "ch.qos.logback..");

  @ArchTest
  static final ArchRule THE_FRAMEWORK_KNOWS_NO_MODEL =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.ssl4j.models..", "org.ssl4j.dl4j..");

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

  /** DL4J's engines are one way to execute a network; nothing else may depend on their types. */
  @ArchTest
  static final ArchRule THE_FRAMEWORK_KNOWS_NO_ARRAY_LIBRARY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j.linalg..", "org.deeplearning4j..");
}
