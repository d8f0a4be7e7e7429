package carillon.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of the design, section 4: sdk ← core ← server, and inside the core only towards what was named before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {

    /** The packages of the core, each allowed to import only those before it. */
    private static final List<String> CORE =
            List.of("error", "thread", "memory", "access", "journal", "history", "subscription", "delivery", "hub");

    private JavaClasses carillon;

    @BeforeAll
    void read() {
        carillon = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("carillon");
    }

    @Test
    void theSdkKnowsNothingOfTheServer() {
        noClasses()
                .that()
                .resideInAPackage("carillon.sdk..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("carillon.core..", "carillon.server..")
                .check(carillon);
    }

    @Test
    void theCoreKnowsNoNetworkAndNoDatabase() {
        noClasses()
                .that()
                .resideInAPackage("carillon.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("carillon.server..", "io.netty..", "java.sql..", "org.jdbi..", "java.net.http..")
                .check(carillon);
    }

    static List<Integer> corePackages() {
        return java.util.stream.IntStream.range(0, CORE.size()).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("corePackages")
    void aCorePackageImportsOnlyPackagesNamedBeforeIt(int index) {
        var later = CORE.subList(index + 1, CORE.size()).stream()
                .map(name -> "carillon.core." + name + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("carillon.core." + CORE.get(index) + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .allowEmptyShould(true)
                .check(carillon);
    }

    @Test
    void dialectsDoNotKnowEachOther() {
        slices().matching("carillon.server.dialect.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(carillon);
    }

    @Test
    void onlyTheCommandLineAndTheAppSeeTheWhole() {
        noClasses()
                .that()
                .resideInAPackage("carillon.server..")
                .and()
                .resideOutsideOfPackages("carillon.server.app..", "carillon.server.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("carillon.server.app..", "carillon.server.cli..")
                .allowEmptyShould(true)
                .check(carillon);
    }

    @Test
    void storesDoNotKnowTheNetwork() {
        noClasses()
                .that()
                .resideInAnyPackage("carillon.server.segmentlog..", "carillon.server.sqlite..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("carillon.server.http..", "carillon.server.dialect..", "io.netty..")
                .allowEmptyShould(true)
                .check(carillon);
    }

    /** Whoever renames a file without syncing it and its directory loses it with the power. */
    @Test
    void filesAreReplacedInOnePlace() {
        noClasses()
                .that()
                .resideInAPackage("carillon.server..")
                .and()
                .doNotHaveFullyQualifiedName("carillon.server.file.DurableFile")
                .and()
                .doNotHaveFullyQualifiedName("carillon.server.segmentlog.LocalDisk")
                .should()
                .callMethod(Files.class, "move", Path.class, Path.class, CopyOption[].class)
                .check(carillon);
    }

    @Test
    void namesSayWhatAThingIs() {
        classes()
                .that()
                .resideInAPackage("carillon..")
                .should()
                .haveNameNotMatching(".*(Manager|Utils?|Impl|Helper)$")
                .check(carillon);
    }
}
