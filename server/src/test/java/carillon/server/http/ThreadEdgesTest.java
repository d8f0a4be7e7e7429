package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.OpenSessions;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.HubThreads;
import carillon.core.thread.LastResort;
import carillon.core.thread.ThreadHealth;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors at the edges of the threads of HTTP: answered where somebody waits, and never the end of an event loop. */
class ThreadEdgesTest {

    private static final Duration TICK = Duration.ofMillis(10);

    private final List<Throwable> ends = new CopyOnWriteArrayList<>();
    private final HubThreads threads = new HubThreads(new LastResort((name, cause) -> ends.add(cause)));

    @ParameterizedTest
    @ValueSource(strings = {"/blocking", "/at-once", "/later", "/authenticator"})
    void anErrorOfAHandlerIsAnswered(String path) throws Exception {
        Authenticator failing = request -> {
            throw new StackOverflowError("planted");
        };
        var routes = Routes.under("")
                .get("/fine", request -> Response.empty(204))
                .get("/blocking", request -> {
                    throw new NoClassDefFoundError("planted");
                })
                .async("GET", "/at-once", (request, loop) -> {
                    throw new StackOverflowError("planted");
                })
                .async(
                        "GET",
                        "/later",
                        (request, loop) -> CompletableFuture.failedFuture(new StackOverflowError("planted")));
        var behind = Routes.under("/authenticator").authenticator(failing).get("", request -> Response.empty(204));
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var listener = new Listener("http", address, Router.of(List.of(routes, behind)));
        try (var server = HttpServer.start(
                        List.of(listener), HttpSettings.DEFAULT, MemoryBudget.ofHeap(), threads, new OpenSessions());
                var http = HttpClient.newHttpClient()) {
            var base = "http://127.0.0.1:" + server.address("http").getPort();
            assertThat(status(http, base + path)).isEqualTo(500);
            assertThat(status(http, base + "/fine")).isEqualTo(204);
            assertThat(threads.health()).isNotEmpty().allMatch(ThreadHealth::alive);
        }
        assertThat(ends).isEmpty();
    }

    private static int status(HttpClient http, String uri) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void aConnectionThatCannotBeLookedAfterCostsTheOthersNoDeadline() throws Exception {
        var group = new EventLoops(1, Thread.ofPlatform().daemon().factory(), NioIoHandler.newFactory(), threads);
        try {
            var executor = (EventLoops.Watchful) group.next();
            var loop = new Loop(executor, TICK);
            var visits = new AtomicInteger();
            executor.submit(() -> {
                        loop.watch(visited(loop, visits::incrementAndGet));
                        loop.watch(visited(loop, () -> {
                            throw new StackOverflowError("planted");
                        }));
                    })
                    .get();
            await().untilAsserted(() -> assertThat(visits).hasValueGreaterThan(3));
            assertThat(ends).isEmpty();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
        assertThat(threads.health()).isEmpty();
    }

    private static Watched visited(Loop loop, Runnable tick) {
        return new Watched(loop) {
            @Override
            void tick(long now) {
                tick.run();
            }

            @Override
            void drain(long now, long deadline) {}
        };
    }

    @Test
    void anErrorOfTheTransportCostsOneRoundOfItsLoop() throws Exception {
        var planted = new AtomicBoolean(true);
        var usual = NioIoHandler.newFactory();
        var group = new EventLoops(
                1,
                Thread.ofPlatform().daemon().factory(),
                new IoHandlerFactory() {
                    @Override
                    public IoHandler newHandler(ThreadAwareExecutor executor) {
                        return failingOnce(usual.newHandler(executor), planted);
                    }
                },
                threads);
        try {
            var done = new CompletableFuture<Void>();
            group.next().execute(() -> {});
            await().untilAsserted(() -> assertThat(planted).isFalse());
            group.next().execute(() -> done.complete(null));
            done.get(10, TimeUnit.SECONDS);
            assertThat(ends).isEmpty();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static IoHandler failingOnce(IoHandler usual, AtomicBoolean planted) {
        return new IoHandler() {
            @Override
            public int run(IoHandlerContext context) {
                if (planted.compareAndSet(true, false)) {
                    throw new StackOverflowError("planted");
                }
                return usual.run(context);
            }

            @Override
            public void prepareToDestroy() {
                usual.prepareToDestroy();
            }

            @Override
            public void destroy() {
                usual.destroy();
            }

            @Override
            public io.netty.channel.IoRegistration register(io.netty.channel.IoHandle handle) throws Exception {
                return usual.register(handle);
            }

            @Override
            public void wakeup() {
                usual.wakeup();
            }

            @Override
            public boolean isCompatible(Class<? extends io.netty.channel.IoHandle> type) {
                return usual.isCompatible(type);
            }
        };
    }
}
