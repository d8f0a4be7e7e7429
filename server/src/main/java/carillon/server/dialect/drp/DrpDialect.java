package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Directory;
import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.hub.Hub;
import carillon.core.thread.HubThread;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.server.dialect.HubDialect;
import carillon.server.file.DurableFile;
import carillon.server.http.Authenticator;
import carillon.server.http.EventChannel;
import carillon.server.http.ForeignPages;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything below {@code /api/v3}. */
public final class DrpDialect implements HubDialect {

    private static final EventChannel SOCKET = new EventChannel(
            "digital_rebar", "Digital Rebar: register type.action.key, then events", EventChannel.Kind.SOCKET);

    private static final Duration COPY_EVERY = Duration.ofHours(1);

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** A start after a kill reads what is in no copy yet: a million records made it 1.4 s longer. */
    private static final long MOST_BEHIND = 100_000;

    /** To write an object costs about as much as to pass over ten records. */
    private static final long RECORDS_AN_OBJECT = 10;

    private final Hub hub;
    private final Authenticator authenticator;
    private final DrpConfig config;
    private final ClaimAuthorizer authorizer;
    private final AccessPolicy policy;
    private final Connections connections;
    private final ObjectStore objects;
    private final DurableFile copy;
    private final HubThread copier;
    /** Up to where the copy has been written or tried; the copier's own once it runs. */
    private long copiedTo;

    private volatile long copied;
    private volatile boolean wanted;

    /** When the next copy is due, however little happened; the copier's own. */
    private Instant copyAt;

    private final Shelves shelves;
    private final InfoResource info;
    private final TokensResource tokens;
    private final PasswordResource passwords;
    private final DrpFrames plain = DrpFrames.plain();
    private final DrpFrames positioned;

    /**
     * Blocks while the object store reads the journal.
     *
     * @param data where the copy of the objects is kept
     */
    public DrpDialect(
            Hub hub,
            Directory directory,
            Authenticator authenticator,
            AccessPolicy policy,
            DrpConfig config,
            Path data) {
        this.copy = copyIn(data);
        this.hub = hub;
        this.config = config;
        this.authorizer = new ClaimAuthorizer(config.mode());
        this.connections = new Connections(hub, config);
        this.positioned = DrpFrames.positioned(hub.log()::epoch);
        var waits = new ObjectWaits(hub.sessions());
        this.objects = new ObjectStore(hub, config, waits, new SealedParams(data));
        this.authenticator = authenticator;
        this.policy = policy;
        this.shelves = new Shelves(
                objects,
                new AccessShelf(hub, directory, policy, config, waits),
                waits,
                hub.config().maxEventBytes());
        this.info = new InfoResource(config, authorizer, objects, hub.log().epoch());
        this.tokens = new TokensResource(directory, authorizer, policy, objects, info);
        this.passwords = new PasswordResource(shelves, policy);
        var known = ObjectCopy.usable(copy, hub.log());
        objects.load(known);
        this.copiedTo = known.map(ObjectCopy::sequence).orElse(0L);
        this.copied = copiedTo;
        hub.sessions().check(objects::whyRevoked);
        objects.onMachineRevoked(machine ->
                hub.sessions().recheck(principal -> principal.name().equals(Principal.RUNNER + machine)));
        this.copyAt = config.clock().instant().plus(COPY_EVERY);
        this.copier = hub.threads().thread("object-copy", LOOK_EVERY, this::copyNowAndThen);
    }

    @Override
    public String name() {
        return "drp";
    }

    @Override
    public String family() {
        return "Digital Rebar";
    }

    @Override
    public void start() {
        copier.start();
    }

    /** Everything that a client can send on the socket. */
    @Override
    public List<String> calls() {
        return Arrays.stream(Command.Verb.values()).map(Command.Verb::word).toList();
    }

    private static DurableFile copyIn(Path data) {
        return new DurableFile(data.resolve("objects.json"));
    }

    /** Up to which record the copy in a data directory holds the objects; empty if there is none that says so. */
    public static Optional<Position> copied(Path data) {
        return ObjectCopy.position(copyIn(data));
    }

    /** The last record whose change of an object is in the copy: retention must not take what comes after it. */
    public long copied() {
        return copied;
    }

    /** How many readers wait for a change of an object. */
    int waiting() {
        return shelves.waits().waiting();
    }

    /** Asks for a copy now, and not within the hour: retention waits for one. */
    public void copySoon() {
        wanted = true;
    }

    /** A copy that fails is tried again later, and the health says so meanwhile. */
    private long copyNowAndThen() {
        if (copyIsDue() && !copier.closing()) {
            var now = config.clock().instant();
            wanted = false;
            copiedTo = hub.log().last();
            copyAt = now.plus(RETRY_AFTER);
            copyObjects();
            copyAt = now.plus(COPY_EVERY);
        } else {
            copier.triedNothing();
        }
        return LOOK_EVERY.toNanos();
    }

    private boolean copyIsDue() {
        long behind = hub.log().countAfter(copiedTo);
        return wanted
                || behind > MOST_BEHIND + RECORDS_AN_OBJECT * objects.size()
                || !config.clock().instant().isBefore(copyAt);
    }

    private void copyObjects() {
        var now = objects.copy();
        now.write(copy);
        copied = now.sequence();
    }

    /** Writes the last copy of the objects. The hub must still be open. */
    @Override
    public void close() {
        try {
            // Two copies at once would be in each other's way.
            copier.close();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return;
        }
        copyObjects();
    }

    @Override
    public List<Routes> routes() {
        var routes = Routes.under("/api/v3").errors(new DrpErrors()).watch(connections);
        // Pages of any origin may connect (section 1): they bring a token of their own.
        routes.authenticator(authenticator)
                .foreignPages(ForeignPages.CONNECT)
                .get("/ws", this::upgrade)
                .opens(SOCKET)
                .foreignPages(ForeignPages.READ);
        routes.authenticator(authenticator.then(DrpErrors::readable).then(connections::noticed));
        new EventsResource(hub, config, authorizer, policy, objects).mount(routes);
        new ConnectionsResource(connections, authorizer, policy).mount(routes);
        info.mount(routes);
        tokens.mount(routes);
        passwords.mount(routes);
        new PrefsResource(shelves, policy).mount(routes);
        new ParamsResource(shelves, policy).mount(routes);
        new ObjectsResource(shelves, policy).mount(routes);
        return List.of(routes);
    }

    /** Makes the objects that the walk-through of {@code --demo} uses, if they are not there yet. Blocks. */
    public void addDemoObjects() {
        var global = Json.mapper()
                .createObjectNode()
                .put("Name", "global")
                .put("Description", "parameters for everything")
                .put("Available", true)
                .put("Validated", true)
                .put("ReadOnly", false);
        global.putObject("Params");
        global.putArray("Errors");
        global.putObject("Meta");
        objects.change(
                Principal.SYSTEM,
                "profiles",
                "global",
                present -> present == null
                        ? new Shelf.Verdict.Put("create", global)
                        : Shelf.Verdict.refuse(ErrorCode.CONFLICT, "the profile global is there already"));
    }

    /** The socket needs no claim beyond being authenticated; what it shows is decided event by event. */
    private Response upgrade(Request request) {
        var text = request.query().first("since");
        var since = text.flatMap(Position::parse);
        if (text.isPresent() && since.isEmpty()) {
            return DrpErrors.of(request, 400, "since must be SEQUENCE or SEQUENCE@EPOCH");
        }
        var principal = request.principal();
        return Response.upgrade(connection -> open(connection, principal, since.orElse(null)), config.socket());
    }

    private WebSocketListener open(WebSocketConnection connection, Principal principal, @Nullable Position since) {
        var remote = connection.remote();
        // Commands wait until the event about this connection is under way: the session must not see it (11.3.3).
        connection.pauseReading();
        connections
                .upgraded(remote, principal, connection::close)
                .whenComplete((outcome, failure) -> connection.resumeReading());
        return new DrpSocket(
                hub, config, principal, connection, connection.outlet(since == null ? plain : positioned), since);
    }
}
