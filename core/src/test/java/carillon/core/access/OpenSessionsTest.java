package carillon.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is open on revoked credentials is ended once, in whatever order it is opened and they are revoked. */
class OpenSessionsTest {

    private final Set<String> revoked = new HashSet<>();
    private final List<String> ended = new ArrayList<>();
    private final OpenSessions sessions = new OpenSessions();

    @BeforeEach
    void check() {
        sessions.check(principal -> revoked.contains(principal.user()) ? OpenSessions.REVOKED : null);
    }

    private static Principal principal(String name) {
        return new Principal("user:" + name, name, List.of(), null, name, "fingerprint", "", null);
    }

    private OpenSessions.Session open(String name) {
        return sessions.open(principal(name), why -> ended.add(name + ": " + why));
    }

    @Test
    void whatIsOpenedOnCredentialsThatAreRevokedByThenEndsAtOnce() {
        revoked.add("eve");
        open("eve");
        assertThat(ended).containsExactly("eve: " + OpenSessions.REVOKED);
        assertThat(sessions.size()).isZero();
    }

    @Test
    void eachIsEndedOnceAndNobodyElses() {
        open("eve");
        open("eve");
        open("ada");
        revoked.add("eve");
        sessions.recheck(who -> true);
        sessions.recheck(who -> true);
        assertThat(ended).hasSize(2).allMatch(line -> line.startsWith("eve"));
        assertThat(sessions.size()).isEqualTo(1);
    }

    @Test
    void whatHasEndedByItselfIsNotCalledBack() {
        open("eve").close();
        revoked.add("eve");
        sessions.recheck(who -> true);
        assertThat(ended).isEmpty();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void oneThatCannotBeEndedCostsTheOthersNothing() {
        for (int i = 0; i < 5; i++) {
            sessions.open(principal("eve"), why -> {
                throw new IllegalStateException("planted");
            });
            open("eve");
        }
        revoked.add("eve");
        sessions.recheck(who -> true);
        assertThat(ended).hasSize(5);
        assertThat(sessions.size()).isZero();
    }
}
