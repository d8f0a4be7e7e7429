package carillon.core.thread;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How a process ends whose thread cannot go on: with a last line and an exit code that a supervisor can tell apart. */
class LastResortTest {

    /** What the process runs. */
    static final class Broken {

        private Broken() {}

        public static void main(String[] none) throws InterruptedException {
            new HubThreads()
                    .thread("planted", Duration.ofMillis(1), () -> {
                        throw new OutOfMemoryError("planted");
                    })
                    .start();
            TimeUnit.MINUTES.sleep(1);
        }
    }

    @Test
    void theProcessEndsWithALastLineAndItsExitCode() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java, "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Broken.class.getName())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).isEqualTo(LastResort.EXIT_CODE);
        assertThat(output.lines().toList().getLast())
                .contains("thread planted cannot go on (java.lang.OutOfMemoryError: planted)")
                .contains("exit code 70");
    }
}
