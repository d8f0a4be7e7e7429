package carillon.server.http;

import carillon.core.access.OpenSessions;
import carillon.core.memory.MemoryBudget;
import java.util.concurrent.Executor;

/** What the connections of one listener need of their server. */
record Served(
        String listener,
        boolean secure,
        Router router,
        HttpSettings settings,
        HttpCounters counters,
        MemoryBudget inbound,
        MemoryBudget strangers,
        MemoryBudget answers,
        Places addresses,
        Places streams,
        OpenSessions sessions,
        Executor threads) {

    HttpLimits limits() {
        return settings.limits();
    }
}
