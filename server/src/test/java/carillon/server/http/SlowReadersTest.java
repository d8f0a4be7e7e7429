package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.OpenSessions;
import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.HubThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readers that take what is theirs slowly: what they hold of the memory that others need, and for how long. */
@Timeout(60)
class SlowReadersTest {

    private static final int LARGE = 32 << 20;

    private static HttpServer serve(HttpSettings settings, MemoryBudget memory, Routes routes) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return HttpServer.start(
                List.of(new Listener("http", address, Router.of(List.of(routes)))),
                settings,
                memory,
                new HubThreads(),
                new OpenSessions());
    }

    /** Both take something all the time, and for longer than the patience; what is enough depends on the setting. */
    @ParameterizedTest
    @CsvSource({"1000, false", "1000000000, true"})
    void oneThatTakesLessThanTheLeastIsClosed(int least, boolean closed) throws Exception {
        var limits = HttpLimits.DEFAULT
                .withTimes(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(75))
                .withMinReadRate(least);
        var settings = HttpSettings.DEFAULT.withTick(Duration.ofMillis(10)).withLimits(limits);
        var routes = Routes.under("").get("/large", request -> Response.of(200, "text/plain", new byte[LARGE]));
        try (var server = serve(settings, MemoryBudget.ofHeap(), routes);
                var wire = Wire.to(server.address("http"))) {
            wire.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(trickled(wire) < LARGE).isEqualTo(closed);
            await().untilAsserted(
                            () -> assertThat(server.counters().connections()).isZero());
        }
    }

    private static long trickled(Wire wire) throws IOException, InterruptedException {
        long all = 0;
        var some = new byte[65_536];
        try {
            for (int read = wire.socket().getInputStream().read(some);
                    read >= 0;
                    read = wire.socket().getInputStream().read(some)) {
                all += read;
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (SocketException reset) {
            return all;
        }
        return all;
    }

    @Test
    void theShareOfOneCallerLeavesTheRestToOthers() throws Exception {
        var read = new CountDownLatch(1);
        var routes = Routes.under("")
                .authenticator(request -> {
                    var who = request.header("who").orElse("");
                    return new Authentication.Authenticated(new Principal("user:" + who, who, List.of(), null, null));
                })
                .get("/hold", request -> {
                    if (!request.memory().hold(1 << 20)) {
                        return Response.refuse(new Refusal(ErrorCode.OVERLOADED, "full"));
                    }
                    read.await();
                    return Response.empty(204);
                });
        var memory = new MemoryBudget(8 << 20);
        var wires = new ArrayList<Wire>();
        try (var server = serve(HttpSettings.DEFAULT, memory, routes)) {
            for (int i = 0; i < 2; i++) {
                wires.add(ask(server, "eve"));
            }
            await().until(() -> memory.held() == 2 << 20);
            try (var third = ask(server, "eve")) {
                assertThat(third.answer().status()).isEqualTo(503);
            }
            for (var other : List.of("ada", "bob", "cy")) {
                wires.add(ask(server, other));
            }
            await().until(() -> memory.held() == 5 << 20);
            read.countDown();
            for (var wire : wires) {
                assertThat(wire.answer().status()).isEqualTo(204);
                wire.close();
            }
            await().until(() -> memory.held() == 0);
        }
    }

    private static Wire ask(HttpServer server, String who) throws IOException {
        return Wire.to(server.address("http")).send("GET /hold HTTP/1.1\r\nHost: x\r\nWho: " + who + "\r\n\r\n");
    }
}
