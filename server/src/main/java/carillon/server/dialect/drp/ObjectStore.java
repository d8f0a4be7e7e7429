package carillon.server.dialect.drp;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.core.journal.Entry;
import carillon.core.journal.EntryCodec;
import carillon.core.journal.Journal;
import carillon.core.journal.RecordKind;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.access.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The last known state of objects. A change and its event are one journal record; the state in memory is rebuilt from the
 * journal at the start. Changes of one object happen one after another, changes of different ones side by side.
 */
final class ObjectStore implements Shelf {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);

    private static final String PARAMS = "params";
    private static final String MACHINES = "machines";

    private record Id(String type, String key) {}

    private final Hub hub;
    private final DrpConfig config;
    private final ObjectWaits waits;
    private final SealedParams sealed;
    private final Map<String, ConcurrentSkipListMap<String, Item>> byType = new ConcurrentHashMap<>();
    private final SecureParams secure = new SecureParams();
    private final ObjectMemory memory;
    private volatile Consumer<String> machineRevoked = machine -> {};
    /** For each object that is being changed, the end of the last change in line. */
    private final Map<Id, CompletableFuture<Void>> turns = new ConcurrentHashMap<>();

    ObjectStore(Hub hub, DrpConfig config, ObjectWaits waits, SealedParams sealed) {
        this.sealed = sealed;
        this.waits = waits;
        this.hub = hub;
        this.config = config;
        this.memory = new ObjectMemory(config.objectsMemory());
    }

    /** Takes in the last copy, if there is one, and what the journal knows beyond it. Before anybody asks. */
    void load(Journal journal, Optional<ObjectCopy> copy) {
        copy.ifPresent(known -> known.items().forEach(this::take));
        long after = copy.map(ObjectCopy::sequence).orElse(0L);
        if (after > 0 && after + 1 < journal.first()) {
            LOG.warn(
                    "The journal begins at {}, and the copy of the objects ends at {}: changes between are lost",
                    journal.first(),
                    after);
            after = journal.first() - 1;
        }
        for (var records = journal.readAfter(after, 1_000); !records.isEmpty(); ) {
            for (var record : records) {
                // Most records are plain events: to decode them would take most of the time of a start.
                if (record.kind() == RecordKind.OBJECT
                        && EntryCodec.decode(record) instanceof Entry.ObjectChanged changed) {
                    take(changed.type(), changed.key(), changed.state().tree(), record.sequence());
                }
                after = record.sequence();
            }
            records = journal.readAfter(after, 1_000);
        }
        byType.values()
                .forEach(items -> items.values().forEach(item -> memory.count(ObjectMemory.bytes(item.state()))));
    }

    /** All objects as of now. Blocks while changes are under way. */
    ObjectCopy copy(Journal journal) {
        long sequence = journal.last();
        // A change takes its turn before it is stored: what is stored by now, and not taken in yet, is one of these.
        List.copyOf(turns.values()).forEach(CompletableFuture::join);
        var items =
                byType.values().stream().flatMap(type -> type.values().stream()).toList();
        return new ObjectCopy(journal.epoch(), sequence, items);
    }

    private void take(Item item) {
        var before = byType.computeIfAbsent(item.type(), any -> new ConcurrentSkipListMap<>())
                .put(item.key(), item);
        if (item.type().equals(PARAMS)) {
            secure.define(item.key(), item.state());
        } else if (item.type().equals(MACHINES)
                && before != null
                && !secret(before).equals(secret(item))) {
            machineRevoked.accept(item.key());
        }
    }

    private void take(String type, String key, JsonNode state, long sequence) {
        if (state instanceof ObjectNode object) {
            take(new Item(type, key, object, Long.toString(sequence)));
        } else {
            byType.computeIfAbsent(type, any -> new ConcurrentSkipListMap<>()).remove(key);
            if (type.equals(PARAMS)) {
                secure.define(key, state);
            } else if (type.equals(MACHINES)) {
                machineRevoked.accept(key);
            }
        }
    }

    /** How many objects there are of each type. */
    Map<String, Integer> counts() {
        var counts = new TreeMap<String, Integer>();
        byType.forEach((type, items) -> counts.put(type, items.size()));
        return counts;
    }

    long size() {
        return byType.values().stream().mapToLong(Map::size).sum();
    }

    @Override
    public List<Item> list(String type) {
        turns.forEach((id, turn) -> {
            if (id.type().equals(type)) {
                turn.join();
            }
        });
        var items = byType.get(type);
        return items == null ? List.of() : List.copyOf(items.values());
    }

    /** Waits for a change that is under way: who reads on receipt of its event sees that state or a later one. */
    @Override
    public Optional<Item> get(String type, String key) {
        var turn = turns.get(new Id(type, key));
        if (turn != null) {
            turn.join();
        }
        return Optional.ofNullable(present(type, key));
    }

    /**
     * Says why a machine's token is good no more: at this moment the machine is not there, or has another secret than the token
     * was sealed with. Null for everybody else; never waits.
     */
    @Nullable
    String whyRevoked(Principal principal) {
        if (!principal.name().startsWith(Principal.RUNNER)) {
            return null;
        }
        var present = present(MACHINES, principal.name().substring(Principal.RUNNER.length()));
        boolean good =
                present != null && (principal.seal().isEmpty() || Fingerprint.fits(principal.seal(), secret(present)));
        return good ? null : "the machine was removed or has another secret";
    }

    /** The secret that tokens of a machine are bound to; empty as long as it has none. */
    static String secret(Item machine) {
        return machine.state().path("Secret").asString("");
    }

    /** Calls back with the key of each machine that is removed or gets another secret, on the thread that does it. */
    void onMachineRevoked(Consumer<String> listener) {
        machineRevoked = listener;
    }

    private @Nullable Item present(String type, String key) {
        var items = byType.get(type);
        return items == null ? null : items.get(key);
    }

    @Override
    public Outcome change(Principal by, String type, String key, Edit edit) {
        return inTurn(new Id(type, key), present -> switch (edit.decide(present)) {
            case Verdict.Refuse refuse -> new Outcome.Refused(refuse.refusal());
            case Verdict.Put put -> put(by, type, key, put, present);
            case Verdict.Remove remove -> store(by, type, key, "delete", present, null);
        });
    }

    /**
     * Publishes an event that somebody else worked out about an object, with the state known here as its original, and
     * takes the event's object as the state from now on.
     */
    PublishOutcome track(Event event, Tracking tracking) {
        var subject = event.subject();
        return inTurn(new Id(subject.type(), subject.key()), present -> {
            var after =
                    subject.action().equals("delete") ? null : event.object().tree();
            if (tracking.refusal(present, after) instanceof Verdict.Refuse refused) {
                return new PublishOutcome.Refused(0, refused.refusal());
            }
            var known = event.original().isNull() && present != null
                    ? event.edit().original(original(present, event.object())).build()
                    : event;
            var told = masked(known);
            var state = subject.action().equals("delete") || !(event.object().tree() instanceof ObjectNode object)
                    ? Json.NULL
                    : Json.of(restored(present, object));
            return stored(told, subject.type(), subject.key(), present, state);
        });
    }

    /** Says why an object may not become what an event says, or null. */
    interface Tracking {
        @Nullable
        Verdict refusal(@Nullable Item present, @Nullable JsonNode after);
    }

    private interface Turn<T> {
        T take(@Nullable Item present);
    }

    /** Waits until nobody else changes this object, and holds everybody else off meanwhile. */
    private <T> T inTurn(Id id, Turn<T> turn) {
        var mine = new CompletableFuture<Void>();
        var before = turns.put(id, mine);
        try {
            if (before != null) {
                before.join();
            }
            return turn.take(present(id.type(), id.key()));
        } finally {
            turns.remove(id, mine);
            mine.complete(null);
            waits.changed(id.type(), id.key());
        }
    }

    /** A change that changes nothing is no event: clients write back what they read, and others wait for changes. */
    private Outcome put(Principal by, String type, String key, Verdict.Put put, @Nullable Item present) {
        return switch (sealed.opened(restored(present, put.state()), secure)) {
            case SealedParams.Opened.Foreign foreign ->
                new Outcome.Refused(new Refusal(
                        ErrorCode.INVALID_EVENT,
                        "the value of " + foreign.param()
                                + " is sealed with another key; ask for pubkey and seal it again"));
            case SealedParams.Opened.Plain plain -> {
                var next = Validity.judged(plain.object());
                yield present != null && Same.value(present.state(), next)
                        ? new Outcome.Changed(present, present)
                        : store(by, type, key, put.action(), present, next);
            }
        };
    }

    private Outcome store(
            Principal by, String type, String key, String action, @Nullable Item before, @Nullable ObjectNode state) {
        var shown = state == null ? before == null ? Json.NULL : shown(before.state()) : shown(state);
        boolean compared = action.equals("update") || action.equals("save");
        var event = Event.about(type, action, key)
                .time(config.clock().instant())
                .principal(by.name())
                .object(shown)
                .original(compared && before != null ? original(before, shown) : Json.NULL)
                .build();
        var stored = stored(event, type, key, before, state == null ? Json.NULL : Json.of(state));
        return switch (stored) {
            case PublishOutcome.Refused refused -> new Outcome.Refused(refused.refusal());
            case PublishOutcome.Accepted accepted -> {
                long sequence = accepted.stored().getFirst().sequence();
                var last =
                        state != null ? state : before == null ? Json.mapper().createObjectNode() : before.state();
                yield new Outcome.Changed(new Item(type, key, last, Long.toString(sequence)), before);
            }
        };
    }

    /**
     * Stores a state with its event, and takes it as the present one. As the server itself: whether the caller may change the object was
     * asked before, and posting is another claim.
     */
    private PublishOutcome stored(Event event, String type, String key, @Nullable Item before, Json state) {
        long more = ObjectMemory.bytes(state.tree()) - ObjectMemory.bytes(before == null ? null : before.state());
        var full = memory.hold(more);
        if (full != null) {
            return new PublishOutcome.Refused(0, full);
        }
        boolean taken = false;
        try {
            var stored = hub.change(Principal.SYSTEM, event, type, key, state)
                    .toCompletableFuture()
                    .join();
            if (stored instanceof PublishOutcome.Accepted accepted) {
                take(type, key, state.tree(), accepted.stored().getFirst().sequence());
                taken = true;
            }
            return stored;
        } finally {
            if (!taken) {
                memory.giveBack(more);
            }
        }
    }

    private Json original(Item before, Json object) {
        return FittingOriginal.of(
                secure.shown(before.state()), object, hub.config().maxEventBytes());
    }

    private Json shown(ObjectNode state) {
        return Json.of(secure.shown(state));
    }

    /** An event that somebody posted, without the values of secure parameters. */
    Event masked(Event event) {
        var object = secure.masked(event.object());
        var original = secure.masked(event.original());
        return object.equals(event.object()) && original.equals(event.original())
                ? event
                : event.edit().object(object).original(original).build();
    }

    /** Seals the values of secure parameters for this server; in Base64. */
    String publicKey() {
        return sealed.publicKey();
    }

    SecureParams secure() {
        return secure;
    }

    private ObjectNode restored(@Nullable Item before, ObjectNode next) {
        return before == null ? next : secure.restored(before.state(), next);
    }

    @Override
    public Optional<String> keyOf(String type, ObjectNode object) {
        return ObjectKeys.of(type, object);
    }
}
