package io.productcatalog.query;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.productcatalog.query", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("io.productcatalog.query.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theDomainKnowsNoTechnology = classes()
            .that()
            .haveNameMatching(".*\\.projection\\.(Projector|DocumentRenderer|CurrencyDigits|ProductRow)")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.lang..",
                    "java.util..",
                    "java.math..",
                    "java.time..",
                    "java.io..",
                    "org.jspecify..",
                    "tools.jackson.core..",
                    "io.productcatalog.events..",
                    "io.productcatalog.query.projection..");

    @ArchTest
    static final ArchRule onlyOnePackageKnowsAvro = noClasses()
            .that()
            .resideOutsideOfPackage("io.productcatalog.query.projection")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.productcatalog.events..", "org.apache.avro..");
}
