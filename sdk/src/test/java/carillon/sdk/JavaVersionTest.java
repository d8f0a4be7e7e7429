package carillon.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.protocol.Mux;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Services that embed the library may be on an older Java than the hub. */
class JavaVersionTest {

    private static final int JAVA_17 = 61;

    @Test
    @DisplayName("every class of the library is for Java 17")
    void java17() throws Exception {
        var classes = Path.of(
                Mux.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var versions = new HashSet<Integer>();
        try (var files = Files.walk(classes)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                versions.add(majorVersion(file));
            }
        }
        assertThat(versions).isEqualTo(Set.of(JAVA_17));
    }

    /** The fourth number of a class file (JVM specification, section 4.1). */
    private static int majorVersion(Path file) throws IOException {
        try (var in = new DataInputStream(Files.newInputStream(file))) {
            assertThat(in.readInt()).isEqualTo(0xCAFEBABE);
            in.readUnsignedShort();
            return in.readUnsignedShort();
        }
    }
}
