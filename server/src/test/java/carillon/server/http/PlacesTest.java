package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import carillon.core.access.Principal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One principal and one address have a bounded number of connections. */
@Timeout(60)
class PlacesTest {

    private static final Routes ROUTES = Routes.under("")
            .authenticator(request -> request.header("who")
                    .<Authentication>map(who ->
                            new Authentication.Authenticated(new Principal("user:" + who, who, List.of(), null, null)))
                    .orElseGet(Authentication.Anonymous::new))
            .get(
                    "/ws",
                    request -> Response.upgrade(connection -> new WebSocketListener() {}, WebSocketLimits.RESUMABLE))
            .get("/sse", request -> Response.stream(stream -> {}, SseLimits.DEFAULT));

    private static HttpServer serve(InetAddress address, int connections, int streams) {
        var limits = HttpLimits.DEFAULT.withMostEach(connections, streams);
        return HttpServer.start(
                List.of(new Listener("http", new InetSocketAddress(address, 0), Router.of(List.of(ROUTES)))),
                HttpSettings.DEFAULT.withLimits(limits));
    }

    private static Wire sse(HttpServer server, String who) throws Exception {
        return Wire.to(server.address("http"))
                .send("GET /sse HTTP/1.1\r\nHost: x\r\n" + (who.isEmpty() ? "" : "Who: " + who + "\r\n") + "\r\n");
    }

    @Test
    @SuppressWarnings("try") // closing one of them is what is tested
    void onePrincipalHasSoManyStreamsAndOthersHaveTheirs() throws Exception {
        try (var server = serve(InetAddress.getLoopbackAddress(), 1, 2);
                var webSocket = Wire.to(server.address("http")).upgrade("/ws", "Who: eve\r\n");
                var stream = sse(server, "eve")) {
            assertThat(stream.head().status()).isEqualTo(200);
            try (var third = sse(server, "eve")) {
                var refused = third.answer();
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.header("retry-after")).isNotEmpty();
                assertThat(refused.body()).contains("user:eve has 2");
            }
            assertThat(server.counters().streamsRefused()).isEqualTo(1);
            try (var other = sse(server, "ada")) {
                assertThat(other.head().status()).isEqualTo(200);
            }
            webSocket.close();
            await().until(() -> {
                try (var again = sse(server, "eve")) {
                    return again.head().status() == 200;
                }
            });
        }
    }

    /** It is the operator's own, or that of a proxy that stands for everybody. */
    @Test
    void loopbackIsNotBounded() throws Exception {
        var open = new ArrayList<Wire>();
        try (var server = serve(InetAddress.getLoopbackAddress(), 1, 1)) {
            for (int i = 0; i < 5; i++) {
                var stream = sse(server, "");
                open.add(stream);
                assertThat(stream.head().status()).isEqualTo(200);
            }
        } finally {
            for (var wire : open) {
                wire.close();
            }
        }
    }

    @Test
    @SuppressWarnings("try") // closing one of them is what is tested
    void oneAddressHasSoManyConnections() throws Exception {
        var own = Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst();
        assumeTrue(own.isPresent(), "this machine has loopback alone");
        try (var server = serve(own.get(), 2, 10);
                var first = Wire.to(server.address("http"));
                var second = Wire.to(server.address("http"))) {
            await().until(() -> server.counters().connections() == 2);
            try (var third = Wire.to(server.address("http"))) {
                assertThat(third.ended()).isTrue();
            }
            assertThat(server.counters().connectionsRefused()).isEqualTo(1);
            first.close();
            await().until(() -> server.counters().connections() == 1);
            try (var again = new Socket(own.get(), server.address("http").getPort())) {
                assertThat(again.isConnected()).isTrue();
                await().until(() -> server.counters().connections() == 2);
            }
            assertThat(second.socket().isClosed()).isFalse();
        }
    }

    @Test
    @SuppressWarnings("AddressSelection") // these are addresses
    void addressesOfOneNetworkAreOneHolder() throws Exception {
        assertThat(AddressGroup.bounded(InetAddress.getByName("2001:db8:1:2:3::4")))
                .isEqualTo(AddressGroup.of(InetAddress.getByName("2001:db8:1:2:ffff::1")))
                .isNotEqualTo(AddressGroup.of(InetAddress.getByName("2001:db8:1:3::1")))
                .hasToString("2001:db8:1:2::/64");
        assertThat(AddressGroup.of(InetAddress.getByName("192.0.2.7"))).hasToString("192.0.2.7");
        assertThat(AddressGroup.bounded(InetAddress.getByName("::1"))).isNull();
        assertThat(AddressGroup.bounded(InetAddress.getByName("127.0.0.2"))).isNull();
    }

    @Test
    void whoLeavesLeavesNothing() {
        var places = new Places(1);
        assertThat(places.take("eve")).isTrue();
        assertThat(places.take("eve")).isFalse();
        places.leave("eve");
        assertThat(places.take("eve")).isTrue();
        assertThat(places.take(null)).isTrue();
    }
}
