package carillon.server.keylogin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a lockout blocks: the addresses that one attacker can be assumed to have, as everywhere else in the hub. */
class LockoutTest {

    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    @TempDir
    private Path directory;

    private Lockout lockout() {
        return new Lockout(
                new Lockout.Rules(3, Duration.ofMinutes(30), Duration.ofMinutes(30)),
                directory.resolve("lockout.json"),
                InstantSource.fixed(NOW));
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    @Test
    void oneNetworkOfIpv6IsOneCaller() {
        var lockout = lockout();
        for (int i = 1; i <= 3; i++) {
            lockout.failed(address("2001:db8:0:7::" + i));
        }
        assertThat(lockout.blocked(address("2001:db8:0:7::99"))).isTrue();
        assertThat(lockout.blocked(address("2001:db8:0:8::1"))).isFalse();
        assertThat(lockout().blocked(address("2001:db8:0:7:ffff::1"))).isTrue();
    }

    @Test
    void eachAddressOfIpv4IsOneCaller() {
        var lockout = lockout();
        for (int i = 0; i < 3; i++) {
            lockout.failed(address("192.0.2.1"));
        }
        assertThat(lockout.blocked(address("192.0.2.1"))).isTrue();
        assertThat(lockout.blocked(address("192.0.2.2"))).isFalse();
    }

    @Test
    void whatAnEarlierVersionWroteStillBlocks() throws Exception {
        Files.writeString(
                directory.resolve("lockout.json"),
                "{\"2001:db8:0:7:0:0:0:1\":{\"failures\":3,\"last\":" + NOW.toEpochMilli()
                        + "},\"2001:db8:0:7:0:0:0:2\":{\"failures\":1,\"last\":" + NOW.toEpochMilli() + "}}");
        assertThat(lockout().blocked(address("2001:db8:0:7::3"))).isTrue();
    }
}
