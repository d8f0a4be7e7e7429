package carillon.server.e2e;

import static carillon.server.e2e.Attacker.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What is no text, no JSON and no HTTP, and connections that end in the middle of it. */
final class BrokenInput {

    static final List<Attack> ATTACKS = List.of(
            new Attack("bodies that are no UTF-8, and half characters", BrokenInput::notText),
            new Attack("transfer encodings and lengths that contradict", BrokenInput::framing),
            new Attack("mutated bodies", BrokenInput::bodies),
            new Attack("mutated messages", BrokenInput::messages),
            new Attack("SysAdm connections, opened and dropped", BrokenInput::dropped),
            new Attack("half requests, reset", BrokenInput::halves));

    /** What is stored by them does not grow without end: no accounts, one object. */
    private static final Set<String> PATHS = Set.of(
            "/v1/events",
            "/v1/filter/check",
            "/api/events",
            "/api/v3/events",
            "/api/v3/profiles/global",
            "/events",
            "/gb/events");

    private static final List<String> NOT_TEXT =
            List.of("\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00ff", "\u00f4\u0090\u0080\u0080", "\\ud800", "x\\udfff");
    private static final List<String> FRAMING = List.of(
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: gzip\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: chunked\nContent-Length: 4",
            "Transfer-Encoding: xchunked",
            "Content-Length: 4\nContent-Length: 5",
            "Content-Length: -4",
            "Content-Length: 99999999999999999999",
            " Transfer-Encoding: chunked",
            "Transfer-Encoding : chunked");

    private BrokenInput() {}

    private static void notText(Attacker by) throws Exception {
        var member = by.dice.oneOf(List.of("object", "original", "metadata"));
        var body = "{\"type\":\"t\",\"" + member + "\":{\"a\":\"" + by.dice.oneOf(NOT_TEXT) + "\"}}";
        var answer = by.call(
                Attacker.basic(Attacker.STRONG),
                "POST",
                "/v1/events",
                "application/json",
                body.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(answer.statusCode()).as(body).isEqualTo(400);
    }

    private static void framing(Attacker by) throws Exception {
        var trick = by.dice.oneOf(FRAMING);
        try (var socket = by.connect()) {
            by.write(socket, "POST /v1/events HTTP/1.1\nHOST\nLOGIN\n" + trick + "\n\n4\nabcd\n0\n\n");
            var status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            assertThat(status).as(trick).matches("HTTP/1.1 (4..|501)");
        }
    }

    private static void bodies(Attacker by) throws Exception {
        var door = by.dice.oneOf(HostileInputTest.doors().stream()
                .filter(each -> PATHS.contains(each.path()))
                .toList());
        for (int i = 0; i < 10; i++) {
            by.call(
                    Attacker.basic(Attacker.STRONG),
                    door.method(),
                    door.path(),
                    door.contentType(),
                    by.dice.of(by.dice.oneOf(door.bodies())));
        }
    }

    private static void messages(Attacker by) throws Exception {
        var door = by.dice.oneOf(HostileInputTest.sockets());
        var socket = by.socket(door.path(), "", new WebSocket.Listener() {});
        by.keep(socket::abort);
        for (int i = 0; i < 20 && !socket.isOutputClosed(); i++) {
            send(socket, new String(by.dice.of(by.dice.oneOf(door.messages())), StandardCharsets.UTF_8));
        }
    }

    private static void dropped(Attacker by) throws Exception {
        for (int i = 0; i < 50; i++) {
            try (var socket = by.connect()) {
                by.write(socket, """
                        GET /sysadm/ws HTTP/1.1
                        HOST
                        Upgrade: websocket
                        Connection: Upgrade
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                        Sec-WebSocket-Version: 13

                        """);
                assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 101");
            }
        }
    }

    private static void halves(Attacker by) throws Exception {
        for (int i = 0; i < 50; i++) {
            try (var socket = by.connect()) {
                by.write(
                        socket,
                        "POST /v1/events HTTP/1.1\nHOST\nLOGIN\nContent-Type: application/json\nContent-Length: 900000\n\n["
                                + "1,".repeat(by.dice.below(10_000)));
                socket.setSoLinger(by.dice.below(2) == 0, 0);
            }
        }
    }
}
