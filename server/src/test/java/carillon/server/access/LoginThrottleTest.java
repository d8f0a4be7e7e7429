package carillon.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.access.LoginThrottle.Verdict;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is counted for one name or address stays counted, however many others are tried. */
class LoginThrottleTest {

    private static final int KEPT = 100;

    private final LoginThrottle throttle = new LoginThrottle(KEPT);

    private int allowed(int attempts, String address, String name) {
        int allowed = 0;
        for (int i = 0; i < attempts; i++) {
            if (throttle.attempt(address, name) instanceof Verdict.Allowed) {
                allowed++;
            }
        }
        return allowed;
    }

    @Test
    @DisplayName("a flood of other names does not begin a name's count anew, and is counted itself")
    void names() {
        assertThat(allowed(100, "loopback", "victim")).isBetween(30, 35);
        int others = 0;
        for (int i = 0; i < 20 * KEPT; i++) {
            others += allowed(1, "loopback", "name" + i);
        }
        assertThat(allowed(100, "loopback", "victim")).isLessThan(5);
        assertThat(others).isLessThan(2 * KEPT);
    }

    @Test
    @DisplayName("nor a flood from other addresses an address's")
    void addresses() {
        assertThat(allowed(100, "192.0.2.1", "a")).isBetween(20, 25);
        for (int i = 0; i < 20 * KEPT; i++) {
            allowed(1, "address" + i, "name" + i);
        }
        assertThat(allowed(100, "192.0.2.1", "b")).isLessThan(5);
    }

    @Test
    @DisplayName("attempts that were not checked leave room for others")
    void givenBack() {
        for (int i = 0; i < 20 * KEPT; i++) {
            if (throttle.attempt("loopback", "name" + i) instanceof Verdict.Allowed(var attempt)) {
                attempt.giveBack();
            }
        }
        assertThat(allowed(40, "loopback", "newcomer")).isBetween(30, 35);
    }
}
