package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay that cannot go on is told to its client, which may resume: over real sockets. */
class BrokenReplayTest {

    @TempDir
    Path data;

    @Test
    void aSocketWhoseReplayFailsIsClosedAndResumes() {
        try (var server = DrpServer.start(data)) {
            server.publish("since", "x", "1");
            server.journal.unreadable("planted");
            try (var socket = server.open(server.url("ws") + "/api/v3/ws?token=root:rootpw&since=0")) {
                socket.send("register since.*.*");
                assertThat(socket.closeCode()).isEqualTo(1011);
            }
            server.journal.unreadable(null);
            try (var socket = server.open(server.url("ws") + "/api/v3/ws?token=root:rootpw&since=0")) {
                socket.send("register since.*.*");
                socket.next();
                assertThat(socket.subject()).isEqualTo("since.x.1");
            }
        }
    }
}
