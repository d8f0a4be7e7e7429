package carillon.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.http.AddressGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who opens many sessions leaves places to others. */
@Timeout(60)
class SeatsTest {

    private final List<String> ended = new ArrayList<>();

    private Seats.Seat newcomer(Seats seats, int address, String name) {
        var seat = seats.of(address == 0 ? null : new AddressGroup(4, address));
        seat.take(() -> ended.add(name));
        return seat;
    }

    @Test
    void theOldestNewcomerMakesWayAndWhoHasLoggedInStays() {
        var seats = new Seats(32, 1_000);
        var logsIn = newcomer(seats, 0, "logs in");
        for (int i = 0; i < 4; i++) {
            newcomer(seats, 0, "idle " + i);
            assertThat(logsIn.belongsTo("user:ada")).isTrue();
        }
        newcomer(seats, 0, "late");
        newcomer(seats, 0, "later");
        assertThat(ended).containsExactly("idle 0", "idle 1");
        assertThat(logsIn.isNewcomers()).isFalse();
    }

    @Test
    void oneAddressMakesWayForItself() {
        var seats = new Seats(32, 1_000);
        newcomer(seats, 1, "ada");
        for (int i = 0; i < 9; i++) {
            newcomer(seats, 2, "eve");
        }
        assertThat(ended).hasSize(7).containsOnly("eve");
    }

    @Test
    void onePrincipalAndOneAddressHaveNoMoreThanOfOtherStreams() {
        var seats = new Seats(32_000, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(newcomer(seats, 0, "eve").belongsTo("user:eve")).isTrue();
        }
        assertThat(seats.of(null).belongsTo("user:eve")).isFalse();
        assertThat(seats.of(null).belongsTo("user:ada")).isTrue();
        for (int i = 0; i < 5; i++) {
            newcomer(seats, 1, "nobody");
        }
        assertThat(ended).containsExactly("nobody", "nobody");
    }

    @Test
    void onePrincipalHasHalfOfThePlaces() {
        var seats = new Seats(16, 1_000);
        var first = newcomer(seats, 0, "eve");
        assertThat(first.belongsTo("user:eve")).isTrue();
        for (int i = 1; i < 7; i++) {
            assertThat(newcomer(seats, 0, "eve").belongsTo("user:eve")).isTrue();
        }
        assertThat(seats.of(null).belongsTo("user:eve")).isFalse();
        assertThat(seats.of(null).belongsTo("user:ada")).isTrue();
        first.leave();
        first.leave();
        assertThat(first.belongsTo("user:eve")).isFalse();
        assertThat(seats.of(null).belongsTo("user:eve")).isTrue();
    }

    @Test
    void manyWithoutCredentialsDoNotKeepOutOneThatLogsIn() {
        try (var server = new EchoServer(new SocketIoConfig(
                SocketIoConfig.DEFAULT.times(),
                new SocketIoConfig.Limits(1_000_000, 32, 16_000, 1 << 20, 32 << 20, 8, 16)))) {
            var stays = server.joinedByPolling();
            for (int i = 0; i < 40; i++) {
                server.open();
            }
            assertThat(server.joinedByPolling()).isNotEmpty();
            assertThat(server.push(stays, "3").statusCode()).isEqualTo(200);
            assertThat(server.sockets.sessions()).isLessThan(10);
        }
    }

    @Test
    void joiningANamespaceAsNobodyIsNotEnoughToStay() {
        var soon = EchoServer.times(Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofSeconds(1));
        try (var server = new EchoServer(soon);
                var somebody = server.joined();
                var nobody = server.webSocket()) {
            nobody.next();
            nobody.send("40{\"anonymous\":true}");
            assertThat(nobody.closeCode()).isEqualTo(1002);
            somebody.send("42[\"message\",1]");
            var answer = somebody.next();
            while (answer.equals("2")) {
                answer = somebody.next();
            }
            assertThat(answer).isEqualTo("42[\"message-back\",1]");
        }
    }
}
