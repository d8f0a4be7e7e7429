package carillon.server.dialect.meshery;

import carillon.core.access.Principal;
import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.history.HistoryItem;
import carillon.core.history.HistoryQuery;
import carillon.core.hub.Hub;
import carillon.core.hub.SubscribeOutcome;
import carillon.core.hub.SubscribeRequest;
import carillon.core.memory.MemoryBudget;
import carillon.sdk.event.Position;
import carillon.sdk.event.StoredEvent;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.SlowPolicy;
import carillon.server.http.SseFrames;
import carillon.server.http.SseLimits;
import carillon.server.http.SseStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** R9: events as they happen, as server-sent events (meshery-events 9.2). */
final class LiveStreams {

    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);
    private static final int MOST_REPLAYED = 500;

    /** The page may be larger by its first event, and a piece by its last: the room for a piece is for these as well. */
    private static final int MOST_MISSED = 6 << 20;

    private static final int MOST_PIECE = EventLists.MOST_BYTES - MOST_MISSED;
    private static final int PIECE = 256 << 10;

    /** For the bound in bytes: what an event takes on the wire, generously. */
    private static final int BYTES_AN_EVENT = 4_096;

    static final Duration KEEPALIVE = Duration.ofSeconds(15);
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(60);
    static final Duration NOTICE_EVERY = Duration.ofSeconds(1);

    private final Hub hub;
    private final MesheryConfig config;
    private final EventLists lists;
    private final String systemId;
    private final FrameFormat snake = new Format(WireCase.SNAKE);
    private final FrameFormat camel = new Format(WireCase.CAMEL);
    private final Set<Open> streams = ConcurrentHashMap.newKeySet();

    LiveStreams(Hub hub, MesheryConfig config, EventLists lists) {
        this.hub = hub;
        this.config = config;
        this.lists = lists;
        this.systemId = config.systemId().toString();
    }

    /** One frame for all streams of one spelling. */
    private final class Format implements FrameFormat {

        private final EventWriter writer;

        Format(WireCase wireCase) {
            this.writer = new EventWriter(wireCase);
        }

        @Override
        public String dialect() {
            return "meshery";
        }

        @Override
        public Frame encode(StoredEvent stored) {
            return SseFrames.frame(stored.event().id(), "", writer.bytes(MesheryEvent.of(stored, systemId)));
        }
    }

    /** An open stream, and how many drops its client was told of. Notice thread only. */
    private static final class Open {
        final SseStream stream;
        long told;

        Open(SseStream stream) {
            this.stream = stream;
        }
    }

    Response subscribe(Request request) {
        var principal = request.principal();
        // Before the head, while a client can still be told by a status; the hub decides again when the stream begins.
        var refusal = hub.refusal(principal, List.of(Everything.SPEC));
        if (refusal.isPresent()) {
            return Response.refuse(refusal.get());
        }
        var wireCase = config.wireCase().of(request);
        var lastSeen = request.header("last-event-id")
                .or(() -> request.query().first("lastEventId"))
                .filter(id -> !id.isEmpty());
        // Noted before the head is sent: whoever has seen the head gets every event that is published then.
        var present = hub.log().position();
        var limits = new SseLimits(KEEPALIVE, WRITE_TIMEOUT, config.buffer() * BYTES_AN_EVENT, SlowPolicy.DROP_NEWEST);
        return new Response.Stream(
                stream -> {
                    var open = new Open(stream);
                    streams.add(open);
                    stream.onClose(() -> streams.remove(open));
                    var outlet = stream.outlet(wireCase == WireCase.SNAKE ? snake : camel);
                    if (lastSeen.isEmpty()) {
                        subscribe(stream, outlet, principal, present);
                    } else {
                        new Resume(stream, outlet, principal, wireCase, lastSeen.get(), present).start();
                    }
                },
                limits,
                List.of(Map.entry("cache-control", "no-cache"), Map.entry("connection", "keep-alive")));
    }

    private void subscribe(SseStream stream, Outlet outlet, Principal principal, Position since) {
        var request = new SubscribeRequest(principal, Everything.SPEC, outlet, since, List.of(), accepted -> {});
        var _ = hub.subscribe(request).thenAccept(outcome -> {
            switch (outcome) {
                case SubscribeOutcome.Accepted accepted ->
                    stream.onClose(() -> hub.unsubscribe(accepted.subscription(), () -> {}));
                case SubscribeOutcome.Refused refused -> stream.close();
            }
        });
    }

    /**
     * Sends what was missed out of the history, which has no deleted events, and goes on from exactly there. The events are held until
     * they are written, and one piece of frames at a time; both are reserved in the memory budget, from before they are read until the
     * client has taken them.
     *
     * <p>Works on a thread of its own and on the outlet's lane in turns; the one starts the other and leaves everything to it.
     */
    private final class Resume implements Lane.Holding {

        private final SseStream stream;
        private final Outlet outlet;
        private final Principal principal;
        private final WireCase wireCase;
        private final String lastSeen;
        private final MemoryBudget.Reservation held;
        private final Deque<HistoryItem> missed = new ArrayDeque<>();
        private List<Frame> piece = List.of();
        private Position from;

        Resume(
                SseStream stream,
                Outlet outlet,
                Principal principal,
                WireCase wireCase,
                String lastSeen,
                Position present) {
            this.stream = stream;
            this.outlet = outlet;
            this.principal = principal;
            this.wireCase = wireCase;
            this.lastSeen = lastSeen;
            this.from = present;
            this.held = hub.memory().open(principal.name());
        }

        void start() {
            stream.onClose(held::close);
            held.holdWhenFree(MOST_MISSED + MOST_PIECE, () -> onThread(this::read));
        }

        private void onThread(Runnable step) {
            hub.threads().lastResort().startVirtual("meshery-resume", step);
        }

        private void read() {
            if (outlet.closed()) {
                return;
            }
            try {
                var known = position(lastSeen, principal);
                if (known.isPresent()) {
                    long shown = hub.history().applied();
                    missed.addAll(missed(principal, known.getAsLong(), shown));
                    from = new Position(shown, from.epoch());
                }
                // The events and their frames take as much each.
                long all = missed.stream().mapToLong(Resume::bytes).sum();
                if (held.hold(Math.min(2 * all, MOST_MISSED + MOST_PIECE))) {
                    writeNext();
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                stream.close();
            } catch (Throwable failed) {
                // To go on from the present would leave out in silence what the client came back for.
                broken(failed);
            }
        }

        private static long bytes(HistoryItem item) {
            var event = item.stored().event();
            return BYTES_AN_EVENT
                    + 2L * event.description().length()
                    + event.object().utf8().length
                    + event.original().utf8().length
                    + event.metadata().utf8().length;
        }

        private void broken(Throwable failed) {
            var _ = hub.threads().lastResort().judge(failed);
            LOG.error("a stream could not be resumed after {}; it is closed", lastSeen, failed);
            stream.send(SseFrames.comment("what was missed cannot be read now; come back"));
            stream.close();
        }

        /** Encodes the next piece, away from the event loop, and has it written there. */
        private void writeNext() {
            try {
                piece = nextPiece();
                outlet.lane().execute(this);
            } catch (Throwable failed) {
                broken(failed);
            }
        }

        private List<Frame> nextPiece() {
            var writer = new EventWriter(wireCase);
            var frames = new ArrayList<Frame>();
            long bytes = 0;
            while (!missed.isEmpty() && bytes < PIECE) {
                var item = missed.removeFirst();
                var frame =
                        SseFrames.frame(item.stored().event().id(), "", writer.bytes(MesheryEvent.of(item, systemId)));
                frames.add(frame);
                bytes += frame.bytes();
            }
            return frames;
        }

        @Override
        public void run() {
            var frames = piece;
            piece = List.of();
            outlet.writePiece(frames, () -> {
                if (!missed.isEmpty() && !outlet.closed()) {
                    onThread(this::writeNext);
                } else {
                    held.close();
                    subscribe(stream, outlet, principal, from);
                }
            });
        }

        @Override
        public void drop() {
            piece.forEach(Frame::release);
            held.close();
        }
    }

    /** Also of an event that the user has deleted since it was shown: what followed it is missing all the same. */
    private OptionalLong position(String eventId, Principal principal) throws InterruptedException {
        var shown = lists.find(eventId, principal);
        return shown.isPresent() ? OptionalLong.of(shown.get().stored().sequence()) : hub.sequenceOf(eventId);
    }

    /** Oldest first; the newest ones if there are too many, or if they are too large together. */
    private List<HistoryItem> missed(Principal principal, long after, long upTo) {
        var base = HistoryQuery.of(lists.viewer(principal));
        var newest =
                hub.history().query(base.page(0, MOST_REPLAYED, MOST_MISSED)).items();
        return newest.reversed().stream()
                .filter(item ->
                        item.stored().sequence() > after && item.stored().sequence() <= upTo)
                .toList();
    }

    /** Tells clients that did not keep up, so that they read the list again. The notice thread's step. */
    long noticeDrops() {
        for (var open : streams) {
            long dropped = open.stream.droppedEvents();
            if (dropped > open.told) {
                open.stream.send(SseFrames.comment("dropped " + (dropped - open.told)));
                open.told = dropped;
            }
        }
        return NOTICE_EVERY.toNanos();
    }
}
