package carillon.server.dialect.v1;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.AuthzMode;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.sdk.event.Event;
import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.HttpServer;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Router;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.journal.FakeJournal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An event stream whose replay cannot go on ends, and says why. */
class BrokenStreamTest {

    @Test
    void aStreamWhoseReplayFailsSaysSoAndEnds() throws Exception {
        Authenticator everybody = request -> new Authentication.Authenticated(Principal.SYSTEM);
        var journal = new FakeJournal();
        var authorizer = new ClaimAuthorizer(AuthzMode.STRICT);
        try (var hub = new Hub(journal, new FakeHistory(), authorizer, HubConfig.DEFAULT)) {
            hub.start();
            hub.publish(Principal.SYSTEM, Event.about("machines", "create", "m").build())
                    .toCompletableFuture()
                    .join();
            journal.unreadable("planted");
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var listener = new Listener("http", address, Router.of(V1Routes.routes(hub, everybody, 1 << 20)));
            try (var server = HttpServer.start(List.of(listener), HttpSettings.DEFAULT);
                    var http = HttpClient.newHttpClient()) {
                var uri = URI.create("http://127.0.0.1:"
                        + server.address("http").getPort() + "/v1/stream?spec=machines.*.*&since=0");
                var request = HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(20))
                        .build();
                assertThat(http.send(request, BodyHandlers.ofString()).body())
                        .contains(": events after 0 cannot be read now; come back with that position");
            }
        }
        journal.close();
    }
}
