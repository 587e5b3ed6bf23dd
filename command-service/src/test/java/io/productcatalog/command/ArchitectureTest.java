package io.productcatalog.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.productcatalog.command", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("io.productcatalog.command.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theDomainKnowsNoTechnology = noClasses()
            .that()
            .resideInAPackage("io.productcatalog.command.product")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "org.apache..",
                    "java.sql..",
                    "javax.sql..",
                    "tools.jackson..",
                    "com.fasterxml..",
                    "io.productcatalog.events..",
                    "jakarta..");

    @ArchTest
    static final ArchRule onlyOnePackageKnowsAvro = noClasses()
            .that()
            .resideOutsideOfPackage("io.productcatalog.command.outbox")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.productcatalog.events..", "org.apache.avro..");
}
