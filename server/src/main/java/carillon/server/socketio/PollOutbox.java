package carillon.server.socketio;

import carillon.core.memory.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;

/**
 * The packets that wait for a client's next polls, in order. Every session has {@code outboxBytes} to itself. What comes at once can be more
 * (an array of events, a large answer) and takes several polls: so a session may hold {@code burstBytes} beyond that, out of bytes that
 * all sessions share. Belongs to the polling thread.
 */
final class PollOutbox {

    /** Pieces of a replay come when there is room, and are not counted with what comes unasked. */
    private record Waiting(byte[] packet, boolean replayed) {}

    private final SocketIoConfig config;
    private final MemoryBudget.Reservation burst;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;
    private long unasked;
    private long beyond;

    /**
     * For one session.
     *
     * @param burst of no bytes yet
     */
    PollOutbox(SocketIoConfig config, MemoryBudget.Reservation burst) {
        this.config = config;
        this.burst = burst;
    }

    /** False if more waits now than may; the session has to end then. */
    boolean add(byte[] packet) {
        put(new Waiting(packet, false));
        unasked += packet.length;
        return holdsWhatIsBeyond();
    }

    void addReplayed(byte[] packet) {
        put(new Waiting(packet, true));
    }

    private void put(Waiting one) {
        waiting.add(one);
        bytes += one.packet().length;
    }

    private boolean holdsWhatIsBeyond() {
        long now = Math.max(0, unasked - config.limits().outboxBytes());
        if (now == beyond) {
            return true;
        }
        if (now > config.limits().burstBytes() || !burst.hold(now)) {
            return false;
        }
        beyond = now;
        return true;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /** Whether a replay may bring its next piece. */
    boolean hasRoom() {
        return bytes < config.limits().outboxBytes() / 2;
    }

    /**
     * How many packets go into the next body: as many as {@code maxPayload} takes, and at least one. A single packet above that travels
     * alone: the limit is announced for what clients send, and they read answers of any length.
     */
    int fitting() {
        long size = -1;
        int packets = 0;
        for (var one : waiting) {
            size += 1 + one.packet().length;
            if (packets > 0 && size > config.limits().payloadBytes()) {
                break;
            }
            packets++;
        }
        return packets;
    }

    /** The first packets as one body. They stay until {@link #remove}. */
    byte[] body(int packets) {
        var body = new ByteArrayOutputStream();
        waiting.stream().limit(packets).forEach(one -> {
            if (body.size() > 0) {
                body.write(EnginePacket.SEPARATOR);
            }
            body.writeBytes(one.packet());
        });
        return body.toByteArray();
    }

    void remove(int packets) {
        for (int i = 0; i < packets; i++) {
            var _ = removeFirst();
        }
    }

    byte[] removeFirst() {
        var first = waiting.removeFirst();
        bytes -= first.packet().length;
        if (!first.replayed()) {
            unasked -= first.packet().length;
            var _ = holdsWhatIsBeyond();
        }
        return first.packet();
    }

    /** Gives everything back. */
    void close() {
        waiting.clear();
        bytes = 0;
        burst.close();
    }
}
