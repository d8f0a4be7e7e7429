package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Claim;
import carillon.core.access.OpenSessions;
import carillon.core.access.Principal;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers that wait for a change: how many places they take, and for how long. */
@Timeout(60)
class ObjectWaitsTest {

    @Test
    void oneCallerTakesAPartOfThePlaces() {
        var waits = new ObjectWaits(new OpenSessions());
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < ObjectWaits.MOST_EACH; i++) {
            clients.add(waiting(waits, "eve"));
        }
        await().until(() -> waits.waiting() == ObjectWaits.MOST_EACH);
        // The next one is answered at once, and another caller waits.
        reader(waits, "eve", new CompletableFuture<>());
        var ada = waiting(waits, "ada");
        await().until(() -> waits.waiting() == ObjectWaits.MOST_EACH + 1);
        clients.forEach(client -> client.complete(null));
        await().until(() -> waits.waiting() == 1);
        clients.add(waiting(waits, "eve"));
        await().until(() -> waits.waiting() == 2);
        clients.getLast().complete(null);
        ada.complete(null);
        await().until(() -> waits.waiting() == 0);
    }

    private static CompletableFuture<Void> waiting(ObjectWaits waits, String caller) {
        var gone = new CompletableFuture<Void>();
        Thread.startVirtualThread(() -> reader(waits, caller, gone));
        return gone;
    }

    private static void reader(ObjectWaits waits, String caller, CompletableFuture<Void> gone) {
        var reader = new ObjectWaits.Reader(
                new Principal(caller, caller, List.of(), null, null), Duration.ofMinutes(10), gone);
        waits.until("machines", "m", reader, () -> "as it is", answer -> false);
    }

    @Test
    void thePlaceOfAClientThatGoesIsFreeAtOnce(@TempDir Path data) throws Exception {
        try (var server = DrpServer.start(data)) {
            var made = server.rest().post("/profiles", "{\"Name\":\"p\"}");
            assertThat(made.status()).isEqualTo(201);
            var etag = server.rest().get("/profiles/p").header("etag");
            var address = server.http.address("http");
            var sockets = new ArrayList<Socket>();
            for (int i = 0; i < 10; i++) {
                var socket = new Socket(address.getAddress(), address.getPort());
                sockets.add(socket);
                socket.getOutputStream().write(request(etag));
            }
            await().until(() -> server.dialect.waiting() == 10);
            for (var socket : sockets) {
                socket.close();
            }
            await().until(() -> server.dialect.waiting() == 0);
        }
    }

    @Test
    void aReaderWhoseCredentialsAreRevokedWaitsNoLonger(@TempDir Path data) throws Exception {
        try (var server = DrpServer.start(data)) {
            assertThat(server.rest().post("/profiles", "{\"Name\":\"p\"}").status())
                    .isEqualTo(201);
            var etag = server.rest().get("/profiles/p").header("etag");
            server.addUserWith("ada", new Claim("*", "*", "*"));
            var ada = server.rest("ada:pw");
            var answer = CompletableFuture.supplyAsync(
                    () -> ada.call("GET", "/profiles/p", null, "If-None-Match", etag, "Prefer", "wait=600"));
            await().until(() -> server.dialect.waiting() == 1);
            server.rest().put("/users/ada/password", "{\"Password\":\"another\"}");
            assertThat(answer.get(1, TimeUnit.SECONDS).status()).isEqualTo(401);
        }
    }

    private static byte[] request(String etag) {
        var basic = Base64.getEncoder().encodeToString(DrpServer.ROOT.getBytes(StandardCharsets.UTF_8));
        return ("GET /api/v3/profiles/p HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + basic
                        + "\r\nIf-None-Match: " + etag + "\r\nPrefer: wait=600\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
