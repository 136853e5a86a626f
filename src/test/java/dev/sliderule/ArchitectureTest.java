package dev.sliderule;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.text.DateFormat;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.util.Formatter;
import java.util.Locale;
import java.util.Scanner;
import java.util.Set;
import org.apache.beam.sdk.transforms.DoFn;
import org.junit.jupiter.api.Test;

/** The rooms of the house and the doors between them. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.sliderule");

  private static final Set<String> FORMATTING =
      Set.of("format", "formatted", "printf", "toLowerCase", "toUpperCase");

  @Test
  void commonKnowsNoRoom() {
    noClasses()
        .that()
        .resideInAPackage("dev.sliderule.common..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sliderule..")
                .and(not(resideInAPackage("dev.sliderule.common.."))))
        .check(CLASSES);
  }

  @Test
  void pipelineKnowsOnlyCommon() {
    noClasses()
        .that()
        .resideInAPackage("dev.sliderule.pipeline..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sliderule..")
                .and(not(resideInAnyPackage("dev.sliderule.pipeline..", "dev.sliderule.common.."))))
        .check(CLASSES);
  }

  @Test
  void generatorKnowsOnlyCommonAndTheEventContract() {
    noClasses()
        .that()
        .resideInAPackage("dev.sliderule.generator..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sliderule..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.sliderule.generator..",
                            "dev.sliderule.common..",
                            "dev.sliderule.pipeline.event.."))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void onlyTheLauncherKnowsBrokerAndCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.sliderule.launcher..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "kafka..",
            "org.apache.kafka.controller..",
            "org.apache.kafka.metadata..",
            "org.apache.kafka.raft..",
            "org.apache.kafka.server..",
            "org.apache.kafka.storage..",
            "picocli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheSparkRoomKnowsSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.sliderule.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..", "org.apache.hadoop..", "org.apache.beam.runners.spark..")
        .check(CLASSES);
  }

  @Test
  void sparkKnowsOnlyThePipelineAndCommon() {
    noClasses()
        .that()
        .resideInAPackage("dev.sliderule.spark..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sliderule..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.sliderule.spark..",
                            "dev.sliderule.pipeline..",
                            "dev.sliderule.common.."))))
        .check(CLASSES);
  }

  @Test
  void dashboardKnowsOnlyThePipelineAndCommon() {
    noClasses()
        .that()
        .resideInAPackage("dev.sliderule.dashboard..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sliderule..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.sliderule.dashboard..",
                            "dev.sliderule.pipeline..",
                            "dev.sliderule.common.."))))
        .check(CLASSES);
  }

  @Test
  void onlyTheDashboardKnowsTheWebServer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.sliderule.dashboard..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
        .check(CLASSES);
  }

  @Test
  void onlyTheLauncherKnowsTheDashboard() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.sliderule.launcher..", "dev.sliderule.dashboard..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.sliderule.dashboard..")
        .check(CLASSES);
  }

  @Test
  void packagesOfThePipelineFormNoCycle() {
    slices().matching("dev.sliderule.pipeline.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void packagesOfTheGeneratorFormNoCycle() {
    slices()
        .matching("dev.sliderule.generator.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void nothingInThePipelineKnowsItsTop() {
    noClasses()
        .that()
        .resideInAPackage("dev.sliderule.pipeline.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.sliderule.pipeline")
        .check(CLASSES);
  }

  @Test
  void namesOfDoFnsEndInFn() {
    classes()
        .that()
        .areAssignableTo(DoFn.class)
        .should()
        .haveSimpleNameEndingWith("Fn")
        .check(CLASSES);
  }

  /** What is written in one locale must be read in another: by Kafka's tools, too. */
  @Test
  void nothingGoesByTheLocaleOfTheMachine() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "text made with the default locale; use Locale.ROOT",
                ArchitectureTest::goesByTheDefaultLocale))
        .check(CLASSES);
  }

  private static boolean goesByTheDefaultLocale(JavaMethodCall call) {
    JavaClass owner = call.getTargetOwner();
    boolean formats =
        owner.isEquivalentTo(String.class)
            || owner.isAssignableTo(PrintStream.class)
            || owner.isAssignableTo(PrintWriter.class);
    return (formats
            && FORMATTING.contains(call.getName())
            && call.getTarget().getRawParameterTypes().stream()
                .noneMatch(type -> type.isEquivalentTo(Locale.class)))
        || owner.isAssignableTo(NumberFormat.class)
        || owner.isAssignableTo(DateFormat.class)
        || owner.isEquivalentTo(MessageFormat.class)
        || owner.isEquivalentTo(Formatter.class)
        || owner.isEquivalentTo(Scanner.class)
        || (owner.isEquivalentTo(Locale.class) && call.getName().equals("getDefault"));
  }

  @Test
  void onlyMainMethodsExit() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "System.exit or Runtime.exit outside of main",
                call -> exits(call) && !call.getOrigin().getName().equals("main")))
        .check(CLASSES);
  }

  private static boolean exits(JavaMethodCall call) {
    return call.getName().equals("exit")
        && (call.getTargetOwner().isEquivalentTo(System.class)
            || call.getTargetOwner().isEquivalentTo(Runtime.class));
  }
}
