package carillon.server.keylogin;

import carillon.sdk.event.Json;
import carillon.server.file.DurableFile;
import carillon.server.file.NotStoredException;
import carillon.server.http.AddressGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks addresses that fail to log in too often (section 5.7), of IPv6 whole networks of 64 bits; survives restarts. Loopback is never
 * blocked. Thread-safe.
 * {@link #blocked} is for any thread; the others write a file.
 */
public final class Lockout {

    /**
     * The numbers.
     *
     * @param limit the failure that blocks
     * @param reset a failure this long after the one before it counts as the first
     * @param block how long; each further failure begins it anew
     */
    public record Rules(int limit, Duration reset, Duration block) {}

    private static final Logger LOG = LoggerFactory.getLogger(Lockout.class);
    // Whoever owns more addresses than this is not kept out by counting them.
    private static final int MOST_ADDRESSES = 10_000;

    private final Rules rules;
    private final Path file;
    private final InstantSource clock;
    // Held while the file is written, on purpose: it orders those who failed to log in.
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<String, Standing> standings = new LinkedHashMap<>();

    // One attempt of an address at a time: otherwise as many at once were as many guesses before the first one counted.
    private final ReentrantLock[] turns =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    private record Standing(int failures, Instant last) {}

    public Lockout(Rules rules, Path file, InstantSource clock) {
        this.rules = rules;
        this.file = file;
        this.clock = clock;
        read();
    }

    public synchronized boolean blocked(InetAddress address) {
        var standing = standings.get(key(address));
        return standing != null
                && !address.isLoopbackAddress()
                && standing.failures >= rules.limit()
                && clock.instant().isBefore(standing.last.plus(rules.block()));
    }

    /** A turn of an address to try and to be counted. Close it. */
    public static final class Turn implements AutoCloseable {

        private final ReentrantLock lock;

        private Turn(ReentrantLock lock) {
            this.lock = lock;
        }

        @Override
        public void close() {
            lock.unlock();
        }
    }

    /**
     * Waits for the address's turn. Whoever tries asks {@link #blocked} again then, and counts what came of it before closing
     * the turn.
     */
    public Turn turn(InetAddress address) {
        // Nothing is counted for loopback, so nothing has to wait there.
        var lock = address.isLoopbackAddress()
                ? new ReentrantLock()
                : turns[Math.floorMod(key(address).hashCode(), turns.length)];
        lock.lock();
        return new Turn(lock);
    }

    /** Counts a failure. */
    public void failed(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return;
        }
        synchronized (this) {
            var now = clock.instant();
            var before = standings.remove(key(address));
            int failures = before == null || over(before, now) ? 1 : before.failures + 1;
            standings.put(key(address), new Standing(failures, now));
            if (standings.size() > MOST_ADDRESSES) {
                standings.remove(standings.keySet().iterator().next());
            }
        }
        write();
    }

    /** A success: what was counted is forgotten. */
    public void succeeded(InetAddress address) {
        boolean known;
        synchronized (this) {
            known = standings.remove(key(address)) != null;
        }
        if (known) {
            write();
        }
    }

    private boolean over(Standing standing, Instant now) {
        var keep = standing.failures >= rules.limit() ? rules.block() : rules.reset();
        return !now.isBefore(standing.last.plus(keep));
    }

    private static String key(InetAddress address) {
        return AddressGroup.of(address).toString();
    }

    /** Earlier versions counted each address of IPv6 by itself, and wrote it so. */
    private static String keyOf(String written) {
        return written.contains(":") && !written.contains("/") ? key(InetAddress.ofLiteral(written)) : written;
    }

    private static Standing worse(Standing one, Standing other) {
        return one.failures >= other.failures ? one : other;
    }

    private void read() {
        try {
            if (Files.exists(file)) {
                Json.parse(Files.readAllBytes(file)).tree().properties().forEach(entry -> {
                    var standing = entry.getValue();
                    standings.merge(
                            keyOf(entry.getKey()),
                            new Standing(
                                    standing.path("failures").asInt(0),
                                    Instant.ofEpochMilli(standing.path("last").asLong(0))),
                            Lockout::worse);
                });
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            LOG.warn("{} is not readable; nobody is blocked from before", file, unreadable);
        }
    }

    private void write() {
        var root = Json.mapper().createObjectNode();
        synchronized (this) {
            standings.forEach((address, standing) -> root.putObject(address)
                    .put("failures", standing.failures)
                    .put("last", standing.last.toEpochMilli()));
        }
        writing.lock();
        try {
            new DurableFile(file).write(Json.mapper().writeValueAsBytes(root));
        } catch (NotStoredException failed) {
            LOG.warn("Blocks of logins will not survive a restart: {}", failed.getMessage());
        } finally {
            writing.unlock();
        }
    }
}
