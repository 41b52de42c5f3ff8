package dev.bnc.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// What may depend on what. The module descriptors say most of it; this adds what they cannot say.
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importPaths(
                    Path.of("../runtime/target/classes"),
                    Path.of("../datasets/target/classes"),
                    Path.of("../compiler/target/classes"),
                    Path.of("../cuda/target/classes"),
                    Path.of("target/classes"));

    @Test
    void runtimeKnowsNeitherCompilerNorGrammar() {
        noClasses()
                .that()
                .resideInAPackage("dev.bnc.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.bnc.compiler..", "dev.bnc.grammar..", "dev.bnc.cli..")
                .because("an exported artifact runs on the runtime alone")
                .check(CLASSES);
    }

    @Test
    void runtimeDependsOnTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("dev.bnc.runtime..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.bnc.runtime..", "java..", "jdk..", "javax.imageio..", "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @Test
    void vectorsStayInKernels() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.bnc.runtime.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .because("every vector loop has a scalar twin beside it, chosen in one place")
                .check(CLASSES);
    }

    @Test
    void vectorsAreOfOneWidth() {
        for (String species : List.of("SPECIES_64", "SPECIES_128", "SPECIES_256")) {
            noClasses()
                    .should()
                    .accessField("jdk.incubator.vector.FloatVector", species)
                    .because("where two widths have passed, HotSpot does not know which a sum from a loop has")
                    .check(CLASSES);
        }
    }

    @Test
    void onlyTheDriverPackageCallsNativeCode() {
        noClasses()
                .that()
                .resideInAPackage("dev.bnc.cuda..")
                .and()
                .resideOutsideOfPackage("dev.bnc.cuda.driver..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..", "java.lang.foreign..")
                .because("it knows which functions the libraries have; calling another ends the process")
                .check(CLASSES);
    }

    @Test
    void nothingNeedsTheCudaModule() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.bnc.cuda..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.bnc.cuda..")
                .because("bnc works without it; it is found as a service")
                .check(CLASSES);
    }

    @Test
    void compilerPackagesHaveNoCycles() {
        slices().matching("dev.bnc.compiler.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheSyntaxPackageReadsTheGrammar() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.bnc.compiler.syntax..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.bnc.grammar..", "org.antlr..")
                .because("the rest of the compiler sees the abstract syntax tree")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .that()
                .resideInAPackage("dev.bnc..")
                .should(new ArchCondition<>("be in a package whose package-info says @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                        events.add(
                                new SimpleConditionEvent(type, marked, type.getPackageName() + " is not @NullMarked"));
                    }
                })
                .check(CLASSES);
    }
}
