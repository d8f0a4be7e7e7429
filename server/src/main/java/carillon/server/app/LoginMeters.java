package carillon.server.app;

import carillon.server.access.LoginCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** What became of logins, as meters. */
final class LoginMeters {

    private LoginMeters() {}

    static void count(MeterRegistry registry, LoginCounters counters) {
        count(registry, "accepted", counters.accepted);
        count(registry, "failed", counters.failed);
        count(registry, "bad_token", counters.badTokens);
        count(registry, "throttled", counters.throttled);
    }

    private static void count(MeterRegistry registry, String result, LongAdder adder) {
        FunctionCounter.builder("carillon.logins", adder, LongAdder::sum)
                .tag("result", result)
                .description("Passwords, keys and tokens that were shown, by what became of them")
                .register(registry);
    }
}
