package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SECURITY.md names a test for each guarantee: one that is there, and is run. */
class SecurityPageTest {

    private static final Path ROOT = Path.of("..");

    /** At the end of a line, behind the sentence. */
    private static final Pattern TESTS = Pattern.compile(" (`\\w+Test`(?:, `\\w+Test`)*)$");

    @Test
    @DisplayName("each guarantee ends with the test classes that hold it, or says that there is none")
    void named() throws IOException {
        assertThat(guarantees())
                .hasSizeGreaterThan(50)
                .allSatisfy(line -> assertThat(TESTS.matcher(line).find() || line.contains("(no test"))
                        .as(line)
                        .isTrue());
    }

    @Test
    @DisplayName("each test class that is named exists, under one name, and holds tests")
    void exist() throws IOException {
        var tests = testClasses();
        var names = guarantees().stream()
                .flatMap(line -> TESTS.matcher(line).results())
                .flatMap(found -> Stream.of(found.group(1).split(", ", -1)))
                .map(name -> name.replace("`", ""))
                .collect(Collectors.toSet());
        assertThat(tests).containsAll(names);
    }

    /** The lines of the lists under the first title. */
    private static List<String> guarantees() throws IOException {
        return Files.readAllLines(ROOT.resolve("SECURITY.md")).stream()
                .dropWhile(line -> !line.equals("## What Carillon guarantees"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("- "))
                .toList();
    }

    /** The simple names of the classes with at least one test, in every module. */
    private static Set<String> testClasses() throws IOException {
        var found = Stream.<String>builder();
        for (var module : List.of("sdk", "core", "testkit", "server")) {
            try (var all = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (var path : (Iterable<Path>) all::iterator) {
                    var file = path.getFileName().toString();
                    if (file.endsWith("Test.java") && Files.readString(path).contains("Test\n    ")) {
                        found.add(file.replace(".java", ""));
                    }
                }
            }
        }
        return found.build().collect(Collectors.toSet());
    }
}
