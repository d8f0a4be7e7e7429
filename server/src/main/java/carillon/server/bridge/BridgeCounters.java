package carillon.server.bridge;

import java.util.concurrent.atomic.LongAdder;

/** What the bridge has done, for metrics. Any thread. */
public final class BridgeCounters {

    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder drops = new LongAdder();

    void relayed(int size) {
        messages.increment();
        bytes.add(size);
    }

    void dropped() {
        drops.increment();
    }

    public long relayedMessages() {
        return messages.sum();
    }

    public long relayedBytes() {
        return bytes.sum();
    }

    /** Messages to nobody: unknown, not visible, or from somebody who is not logged in. */
    public long droppedMessages() {
        return drops.sum();
    }
}
