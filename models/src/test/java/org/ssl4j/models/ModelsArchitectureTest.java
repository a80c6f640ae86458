package org.ssl4j.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.ssl4j.KnowNoLocale;
import org.ssl4j.dl4j.SslGraph;

/** Holds the models to docs/ARCHITECTURE.md: a package uses only those before it. */
@AnalyzeClasses(
    packages = {"org.ssl4j.models", "org.ssl4j.dl4j"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class ModelsArchitectureTest {

  @ArchTest
  static final ArchRule PACKAGES_USE_ONLY_EARLIER_ONES =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("backbone")
          .definedBy("org.ssl4j.models.backbone")
          .layer("objective")
          .definedBy("org.ssl4j.models.objective")
          .layer("method")
          .definedBy("org.ssl4j.models.method")
          .whereLayer("backbone")
          .mayNotAccessAnyLayer()
          .whereLayer("objective")
          .mayNotAccessAnyLayer()
          .whereLayer("method")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule THE_DL4J_ENGINE_IS_LAYERED =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("kernel")
          .definedBy("org.ssl4j.dl4j.kernel")
          .layer("layer")
          .definedBy("org.ssl4j.dl4j.layer")
          .layer("update")
          .definedBy("org.ssl4j.dl4j.update")
          .layer("graph")
          .definedBy("org.ssl4j.dl4j")
          .layer("bench")
          .definedBy("org.ssl4j.dl4j.bench")
          .whereLayer("kernel")
          .mayNotAccessAnyLayer()
          .whereLayer("update")
          .mayNotAccessAnyLayer()
          .whereLayer("layer")
          .mayOnlyAccessLayers("kernel")
          .whereLayer("graph")
          .mayOnlyAccessLayers("kernel", "layer", "update")
          .whereLayer("bench")
          .mayNotBeAccessedByAnyLayer();

  /** What is trained does not know what executes it. */
  @ArchTest
  static final ArchRule MODELS_KNOW_NO_ENGINE =
      noClasses()
          .that()
          .resideInAPackage("org.ssl4j.models..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.ssl4j.dl4j..", "org.nd4j..", "org.deeplearning4j..");

  @ArchTest
  static final ArchRule ONLY_SSL_GRAPH_TOUCHES_PROTECTED_DL4J =
      noClasses()
          .that()
          .doNotBelongToAnyOf(SslGraph.class)
          .should()
          .beAssignableTo(ComputationGraph.class);

  /** What the framework's rule of the same name forbids there. */
  @ArchTest
  static final ArchRule NO_TEXT_DEPENDS_ON_THE_USERS_LANGUAGE =
      noClasses()
          .should()
          .callMethodWhere(KnowNoLocale.METHOD)
          .orShould()
          .callConstructorWhere(KnowNoLocale.CONSTRUCTOR);

  @ArchTest
  static final ArchRule MODELS_DO_NOT_TALK_TO_THE_CONSOLE =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.ssl4j.cli..");
}
