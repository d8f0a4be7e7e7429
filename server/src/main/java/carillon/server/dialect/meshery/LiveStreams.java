package carillon.server.dialect.meshery;

import carillon.core.access.Principal;
import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.history.HistoryItem;
import carillon.core.history.HistoryQuery;
import carillon.core.hub.Hub;
import carillon.core.hub.SubscribeOutcome;
import carillon.core.hub.SubscribeRequest;
import carillon.sdk.event.Position;
import carillon.sdk.event.StoredEvent;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.SlowPolicy;
import carillon.server.http.SseFrames;
import carillon.server.http.SseLimits;
import carillon.server.http.SseStream;
import java.time.Duration;
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
        var present = hub.journal().position();
        var limits = new SseLimits(KEEPALIVE, WRITE_TIMEOUT, config.buffer() * BYTES_AN_EVENT, SlowPolicy.DROP_NEWEST);
        return new Response.Stream(
                stream -> {
                    var open = new Open(stream);
                    streams.add(open);
                    stream.onClose(() -> streams.remove(open));
                    if (lastSeen.isEmpty()) {
                        subscribe(stream, principal, wireCase, present);
                    } else {
                        hub.threads()
                                .lastResort()
                                .startVirtual(
                                        "meshery-resume",
                                        () -> resume(stream, principal, wireCase, lastSeen.get(), present));
                    }
                },
                limits,
                List.of(Map.entry("cache-control", "no-cache"), Map.entry("connection", "keep-alive")));
    }

    private void subscribe(SseStream stream, Principal principal, WireCase wireCase, Position since) {
        var outlet = stream.outlet(wireCase == WireCase.SNAKE ? snake : camel);
        var request = new SubscribeRequest(principal, Everything.SPEC, outlet, since, List.of(), accepted -> {});
        var _ = hub.subscribe(request).thenAccept(outcome -> {
            switch (outcome) {
                case SubscribeOutcome.Accepted accepted ->
                    stream.onClose(() -> hub.unsubscribe(accepted.subscription(), () -> {}));
                case SubscribeOutcome.Refused refused -> stream.close();
            }
        });
    }

    /** Sends what was missed out of the history, which has no deleted events, and goes on from exactly there. */
    private void resume(SseStream stream, Principal principal, WireCase wireCase, String lastSeen, Position present) {
        var from = present;
        try {
            var known = position(lastSeen, principal);
            if (known.isPresent()) {
                long shown = hub.history().applied();
                var writer = new EventWriter(wireCase);
                for (var item : missed(principal, known.getAsLong(), shown)) {
                    var bytes = writer.bytes(MesheryEvent.of(item, systemId));
                    stream.send(SseFrames.event(item.stored().event().id(), "", bytes));
                }
                from = new Position(shown, present.epoch());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            stream.close();
            return;
        } catch (Throwable failed) {
            // To go on from the present would leave out in silence what the client came back for.
            var _ = hub.threads().lastResort().judge(failed);
            LOG.error("a stream could not be resumed after {}; it is closed", lastSeen, failed);
            stream.send(SseFrames.comment("what was missed cannot be read now; come back"));
            stream.close();
            return;
        }
        subscribe(stream, principal, wireCase, from);
    }

    /** Also of an event that the user has deleted since it was shown: what followed it is missing all the same. */
    private OptionalLong position(String eventId, Principal principal) throws InterruptedException {
        var shown = lists.find(eventId, principal);
        return shown.isPresent() ? OptionalLong.of(shown.get().stored().sequence()) : hub.sequenceOf(eventId);
    }

    /** Oldest first; the newest ones if there are too many, or if they are too large together. */
    private List<HistoryItem> missed(Principal principal, long after, long upTo) {
        var base = HistoryQuery.of(lists.viewer(principal));
        var newest = hub.history()
                .query(base.page(0, MOST_REPLAYED, EventLists.MOST_BYTES))
                .items();
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
