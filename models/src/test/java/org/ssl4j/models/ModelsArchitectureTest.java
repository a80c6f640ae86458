package org.ssl4j.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import org.ssl4j.KnowNoLocale;

/** Holds the models to docs/ARCHITECTURE.md: a package uses only those before it. */
@AnalyzeClasses(packages = "org.ssl4j.models", importOptions = ImportOption.DoNotIncludeTests.class)
class ModelsArchitectureTest {

  @ArchTest
  static final ArchRule PACKAGES_USE_ONLY_EARLIER_ONES =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("engine")
          .definedBy("org.ssl4j.models.engine")
          .layer("layer")
          .definedBy("org.ssl4j.models.layer")
          .layer("backbone")
          .definedBy("org.ssl4j.models.backbone")
          .layer("head")
          .definedBy("org.ssl4j.models.head")
          .layer("objective")
          .definedBy("org.ssl4j.models.objective")
          .layer("method")
          .definedBy("org.ssl4j.models.method")
          .whereLayer("engine")
          .mayNotAccessAnyLayer()
          .whereLayer("layer")
          .mayOnlyAccessLayers("engine")
          .whereLayer("backbone")
          .mayOnlyAccessLayers("engine", "layer")
          .whereLayer("head")
          .mayOnlyAccessLayers("engine", "layer", "backbone")
          .whereLayer("objective")
          .mayNotAccessAnyLayer()
          .whereLayer("method")
          .mayNotBeAccessedByAnyLayer();

  /** A loss is a function of matrices, whatever library the networks come from. */
  @ArchTest
  static final ArchRule OBJECTIVES_KNOW_NO_LIBRARY_OF_NETWORKS =
      noClasses()
          .that()
          .resideInAPackage("org.ssl4j.models.objective")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..");

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
