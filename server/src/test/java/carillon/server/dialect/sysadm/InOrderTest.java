package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.thread.LastResort;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InOrderTest {

    @Test
    void aTaskThatFailsDoesNotKeepTheOthersFromRunning() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var inOrder = new InOrder(threads, LastResort.HALT);
            var done = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                inOrder.execute(() -> {
                    throw new StackOverflowError("planted");
                });
                inOrder.execute(done::incrementAndGet);
            }
            await().untilAsserted(() -> assertThat(done).hasValue(3));
        }
    }
}
