package carillon.server.dialect.v1;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.AuthzMode;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.HttpServer;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Router;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An event stream that cannot go on ends, and says why. */
class BrokenStreamTest {

    private final FakeLog journal = new FakeLog();
    private final Hub hub =
            new Hub(journal, new FakeHistory(), new ClaimAuthorizer(AuthzMode.STRICT), HubConfig.DEFAULT);

    @AfterEach
    void stop() {
        hub.close();
        journal.close();
    }

    @Test
    void aStreamWhoseReplayFailsSaysSoAndEnds() throws Exception {
        hub.start();
        publish(Event.about("machines", "create", "m").build());
        journal.unreadable("planted");
        assertThat(stream("spec=machines.*.*&since=0"))
                .contains(": events after 0 cannot be read now; come back with that position");
    }

    @Test
    void aStreamWithSeveralSpecsSearchesWithinTheBudgetOfAnEvent() throws Exception {
        hub.start();
        publish(Event.about("machines", "create", "m")
                .object(Json.parse("{\"a\":\"" + "a".repeat(20_000) + "\"}"))
                .build());
        var expensive = URLEncoder.encode("machines.*.*.a=Re(\"(a?){240}[b-c]\")", StandardCharsets.UTF_8);
        assertThat(stream("spec=profiles.*.*&spec=" + expensive + "&since=0")).contains(": FILTER_TOO_EXPENSIVE");
    }

    private void publish(Event event) {
        hub.publish(Principal.SYSTEM, event).toCompletableFuture().join();
    }

    /** All of a stream, until the server ends it. */
    private String stream(String query) throws Exception {
        Authenticator everybody = request -> new Authentication.Authenticated(Principal.SYSTEM);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var listener = new Listener(
                "http",
                address,
                Router.of(new V1Dialect(hub, everybody, 1 << 20).routes().getFirst()));
        try (var server = HttpServer.start(List.of(listener), HttpSettings.DEFAULT);
                var http = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + server.address("http").getPort() + "/v1/stream?" + query);
            var request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }
}
