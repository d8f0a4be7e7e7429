package carillon.server.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import carillon.core.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {

    @TempDir
    private Path directory;

    @Test
    void isThereAsAWholeForItsOwnerAlone() throws IOException {
        var file = new DurableFile(directory.resolve("deep/er/file"));
        assertThat(file.read()).isEmpty();
        file.write(bytes("one"));
        file.write(bytes("two"));
        assertThat(file.read()).hasValue(bytes("two"));
        assertThat(mode(file.path())).isEqualTo("rw-------");
        var made = directory.resolve("deep/er");
        assertThat(mode(made)).isEqualTo("rwx------");
        try (var all = Files.list(made)) {
            assertThat(all).containsExactly(file.path());
        }
    }

    @Test
    void theGenerationBeforeStaysBeside() {
        var file = new DurableFile(directory.resolve("file"));
        file.writeKeepingPrevious(bytes("one"));
        assertThat(file.previous().read()).isEmpty();
        file.writeKeepingPrevious(bytes("two"));
        file.writeKeepingPrevious(bytes("two"));
        assertThat(file.previous().read()).hasValue(bytes("one"));
    }

    @Test
    void whatIsSetAsideIsKept() {
        var file = new DurableFile(directory.resolve("file"));
        file.write(bytes("one"));
        var aside = file.setAside("damaged");
        assertThat(aside.getFileName().toString()).startsWith("file.damaged-");
        assertThat(aside).hasContent("one");
        assertThat(file.read()).isEmpty();
    }

    @Test
    void aFullDiskLeavesWhatWasThereAndSaysSo() throws Exception {
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 1)) {
            var file = new DurableFile(disk.root().resolve("file"));
            file.write(bytes("one"));
            disk.fill();
            assertThatThrownBy(() -> file.write(new byte[20_000]))
                    .asInstanceOf(type(NotStoredException.class))
                    .extracting(failed -> failed.refusal().code())
                    .isEqualTo(ErrorCode.STORAGE_FULL);
            assertThat(file.read()).hasValue(bytes("one"));
            disk.makeRoom();
            file.write(bytes("two"));
            assertThat(file.read()).hasValue(bytes("two"));
        }
    }

    @Test
    void whatOlderVersionsLeftOpenIsClosed() throws IOException {
        var journal = Files.createDirectory(directory.resolve("journal"));
        var segment = Files.createFile(journal.resolve("segment"));
        var other = Files.createFile(directory.resolve("other"));
        for (var path : List.of(journal, segment, other)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        PrivateFiles.tighten(directory, List.of("journal", "none"));
        assertThat(mode(journal)).isEqualTo("rwx------");
        assertThat(mode(segment)).isEqualTo("rwx------");
        assertThat(mode(other)).isEqualTo("rwxr-xr-x");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
