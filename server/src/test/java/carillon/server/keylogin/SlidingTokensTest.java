package carillon.server.keylogin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SlidingTokensTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final SlidingTokens<String> tokens = new SlidingTokens<>(20, Duration.ofMinutes(15), now::get);

    @Test
    void oneHolderHasABoundThatTouchesNobodyElse() {
        var bobs = tokens.issue("bob");
        var adas = new ArrayList<String>();
        for (int i = 0; i < SlidingTokens.MOST_EACH; i++) {
            adas.add(tokens.issue("ada"));
        }
        // The first is in use, so that the second is the one that was used least recently.
        assertThat(tokens.use(adas.getFirst())).contains("ada");
        var latest = tokens.issue("ada");
        assertThat(tokens.use(adas.get(1))).isEmpty();
        assertThat(tokens.use(adas.getFirst())).contains("ada");
        assertThat(tokens.use(latest)).contains("ada");
        assertThat(tokens.use(bobs)).contains("bob");
    }

    @Test
    void eachUseBeginsTheSpanAnew() {
        var token = tokens.issue("ada");
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(14)));
        assertThat(tokens.use(token)).contains("ada");
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(14)));
        assertThat(tokens.use(token)).contains("ada");
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(15)));
        assertThat(tokens.use(token)).isEmpty();
        assertThat(tokens.use("")).isEmpty();
    }

    @Test
    void revokedIsTheOneAlone() {
        var adas = tokens.issue("ada");
        var bobs = tokens.issue("bob");
        tokens.revoke(adas);
        assertThat(tokens.use(adas)).isEmpty();
        assertThat(tokens.use(bobs)).contains("bob");
        tokens.revoke(bobs);
        assertThat(tokens.use(bobs)).isEmpty();
    }
}
