package carillon.server;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import carillon.core.access.Principal;
import carillon.core.access.Rights;
import carillon.server.http.HttpServer;
import carillon.server.segmentlog.SegmentLog;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
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
            List.of("error", "thread", "memory", "access", "log", "history", "subscription", "delivery", "hub");

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

    /** A thread that the hub does not know dies in silence, and what it throws is judged by nobody. */
    @Test
    void threadsAreMadeByTheHub() {
        noClasses()
                .that()
                .resideInAnyPackage("carillon.core..", "carillon.server..")
                .and()
                .resideOutsideOfPackage("carillon.core.thread..")
                // Its event loops and the journal's writer tell the hub how they are; the hook runs when the hub ends.
                .and()
                .doNotBelongToAnyOf(HttpServer.class, SegmentLog.class)
                .and()
                .doNotHaveFullyQualifiedName("carillon.server.cli.ServeCommand")
                .should()
                .callMethodWhere(startsAThread())
                .orShould()
                .callConstructorWhere(target(owner(assignableTo(Thread.class))))
                .orShould()
                .callConstructorWhere(target(owner(assignableTo(ThreadPoolExecutor.class))))
                .orShould()
                .callConstructorWhere(target(owner(assignableTo(Timer.class))))
                .check(carillon);
    }

    private static DescribedPredicate<JavaMethodCall> startsAThread() {
        return DescribedPredicate.describe("starts a thread that the hub does not know", call -> {
            var owner = call.getTargetOwner();
            var name = call.getName();
            var last = call.getTarget().getRawParameterTypes();
            return owner.isEquivalentTo(Executors.class)
                    || (owner.isEquivalentTo(Thread.class)
                            && List.of("ofPlatform", "ofVirtual", "startVirtualThread")
                                    .contains(name))
                    || (owner.isAssignableTo(CompletionStage.class)
                            && name.endsWith("Async")
                            && (last.isEmpty() || !last.getLast().isEquivalentTo(Executor.class)))
                    || name.equals("parallelStream");
        });
    }

    /** Who asks whether somebody is a superuser decides by it: the rules about that stand beside each other. */
    @Test
    void whatSuperusersMayDoIsDecidedInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("carillon.core.access..")
                .should()
                .callMethod(Principal.class, "superuser")
                .orShould()
                .callMethod(Rights.class, "superuser")
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
