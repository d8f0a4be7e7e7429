package carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./carillon}: when it builds, and when it records. It runs as it is, in a tree with one source file, and
 * with a Maven that copies a program prepared here.
 */
class LauncherTest {

    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void tree() throws IOException {
        root = directory.resolve("checkout");
        for (var part : new String[] {"sdk", "core", "server/src/main"}) {
            Files.createDirectories(root.resolve(part));
        }
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(source(root), "new");
        copyFromProject("carillon");
        Files.createDirectory(root.resolve("scripts"));
        copyFromProject("scripts/jdk");
        var program = directory.resolve("program.jar");
        writeProgram(program);
        writeMaven(program);
    }

    @Test
    void buildsAndRecordsOnce() throws Exception {
        assertThat(run(root)).contains("Building", "Recording", "the program ran");

        assertThat(run(root)).isEqualTo("the program ran\n");
    }

    @Test
    void aCopyWithOtherFileTimesIsNotBuiltAgainAndStartsWithoutAWarning() throws Exception {
        run(root);
        var copy = directory.resolve("copy");
        copyTree(root, copy);

        assertThat(run(copy)).doesNotContain("Building", "[aot]", "[warning]").contains("the program ran");
        assertThat(run(copy)).isEqualTo("the program ran\n");
    }

    @Test
    void otherSourcesThanThoseThatWereBuiltAreBuilt() throws Exception {
        run(root);
        Files.writeString(source(root), "an older checkout that kept its file times");
        Files.setLastModifiedTime(source(root), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        assertThat(run(root)).contains("Building");

        Files.delete(source(root));
        assertThat(run(root)).as("a source was removed").contains("Building");

        Files.delete(root.resolve("server/target/carillon/built"));
        assertThat(run(root)).as("the last build was interrupted").contains("Building");
    }

    /** It must be ended at once, so that whoever supervises it starts it again. */
    @Test
    void aProgramThatHasNoMemoryLeftIsEndedByTheMachineThatRunsIt() throws Exception {
        run(root);
        assertThat(run(root, 3, "fill")).contains("OutOfMemoryError").doesNotContain("survived");
    }

    private static Path source(Path root) {
        return root.resolve("server/src/main/Source.java");
    }

    private void copyFromProject(String file) throws IOException {
        Files.copy(Path.of(System.getProperty("carillon.root"), file), root.resolve(file));
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private void writeProgram(Path jar) throws IOException {
        var source = directory.resolve("Main.java");
        Files.writeString(source, """
                public class Main {
                    public static void main(String[] a) {
                        if (a.length == 0) {
                            System.out.println("the program ran");
                            return;
                        }
                        try {
                            var all = new long[Integer.MAX_VALUE];
                        } catch (OutOfMemoryError error) {
                            System.out.println("survived");
                        }
                    }
                }
                """);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), source.toString()))
                .isZero();
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Main");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("Main.class"));
            out.write(Files.readAllBytes(directory.resolve("Main.class")));
        }
    }

    private void writeMaven(Path program) throws IOException {
        var bin = Files.createDirectory(directory.resolve("bin"));
        var maven = bin.resolve("mvn");
        Files.writeString(
                maven,
                "#!/bin/sh\nset -e\nmkdir -p server/target/carillon/lib\ncp '" + program
                        + "' server/target/carillon/carillon.jar\n");
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String run(Path checkout) throws IOException, InterruptedException {
        return run(checkout, 0);
    }

    private String run(Path checkout, int exit, String... arguments) throws IOException, InterruptedException {
        var said = Files.createTempFile(directory, "said", null);
        var command =
                Stream.concat(Stream.of("./carillon"), Stream.of(arguments)).toList();
        var builder = new ProcessBuilder(command)
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        var environment = builder.environment();
        environment.put("PATH", directory.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(exit);
        return Files.readString(said);
    }
}
