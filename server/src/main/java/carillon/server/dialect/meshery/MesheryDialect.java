package carillon.server.dialect.meshery;

import carillon.core.hub.Hub;
import carillon.core.thread.HubThread;
import carillon.server.dialect.HubDialect;
import carillon.server.http.Authenticator;
import carillon.server.http.EventChannel;
import carillon.server.http.Request;
import carillon.server.http.Routes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Meshery server events on the hub: all routes of meshery-events section 7.1 with every alias, the live streams, and the
 * purge.
 */
public final class MesheryDialect implements HubDialect {

    private static final EventChannel STREAM =
            new EventChannel("meshery_stream", "Meshery: events of the user, as they come", EventChannel.Kind.STREAM);
    private static final EventChannel GRAPHQL =
            new EventChannel("meshery_graphql", "Meshery: GraphQL subscriptions", EventChannel.Kind.SOCKET);

    private static final int MAX_BODY = 1 << 20;
    private static final String CANONICAL = "/api/system/events";
    private static final String ALIAS = "/api/events";

    private final Authenticator callers;
    private final EventLists lists;
    private final EventChanges changes;
    private final LiveStreams streams;
    private final GraphQlEndpoint graphQl;
    private final LogLevels logLevels;
    private final Preferences preferences;
    private final Retention retention;
    private final HubThread purging;
    private final HubThread noticing;

    /**
     * @param accounts checks credentials, and leaves requests without any to this dialect
     * @param directory where preferences are kept
     */
    public MesheryDialect(Hub hub, MesheryConfig config, Authenticator accounts, Path directory, Clock clock) {
        this.callers = accounts.then(new Callers(config)::judged);
        this.lists = new EventLists(hub, config, clock);
        this.changes = new EventChanges(hub, config, lists);
        this.streams = new LiveStreams(hub, config, lists);
        this.graphQl = new GraphQlEndpoint(hub, config);
        this.logLevels = new LogLevels(hub.authorizer(), config.wireCase());
        this.preferences = new Preferences(directory.resolve("preferences"));
        this.retention = new Retention(hub, config, clock);
        this.purging = hub.threads().thread("meshery-purge", Retention.TRY_AGAIN, this::purge);
        this.noticing = hub.threads().thread("meshery-drops", LiveStreams.NOTICE_EVERY, streams::noticeDrops);
    }

    @Override
    public String name() {
        return "meshery";
    }

    @Override
    public String family() {
        return "Meshery";
    }

    @Override
    public void start() {
        purging.start();
        noticing.start();
    }

    /** Waits for the history and for the disk, as long as there is something old. */
    private long purge() throws Exception {
        purging.waiting(retention::purge);
        return Retention.EVERY.toNanos();
    }

    /** One part for each prefix. */
    @Override
    public List<Routes> routes() {
        var canonical = common(CANONICAL)
                .get("/config", logLevels::get)
                .put("/config", logLevels::put)
                .post("/config", logLevels::put)
                .get("/subscribe", streams::subscribe)
                .opens(STREAM)
                .get("", lists::list);
        var alias = common(ALIAS)
                .get("", request -> wantsStream(request) ? streams.subscribe(request) : lists.list(request))
                .opens(STREAM)
                .put("/status", changes::bulkStatus)
                .put("/{id}/status", changes::setStatus)
                .post("/delete", changes::bulkDeleteTelling);
        return List.of(
                canonical,
                alias,
                part("/api/v2/events").get("", lists::list),
                part("/api/system/graphql/query")
                        .get("", graphQl::get)
                        .opens(GRAPHQL)
                        .post("", graphQl::post),
                part("/api/user/prefs/notifications").get("", preferences::get).put("", preferences::put));
    }

    private Routes part(String prefix) {
        return Routes.under(prefix)
                .errors(MesheryError.RENDERER)
                .authenticator(callers)
                .maxBodyBytes(MAX_BODY);
    }

    /** What both bases have alike. Words win over ids, also where the word has no such method. */
    private Routes common(String prefix) {
        return part(prefix)
                .post("", lists::ingest)
                .get("/types", lists::types)
                .put("/status/bulk", changes::bulkStatus)
                .put("/status/{id}", changes::setStatus)
                .delete("/bulk", changes::bulkDelete)
                .get("/{id}", lists::one)
                .delete("/{id}", changes::delete);
    }

    private static boolean wantsStream(Request request) {
        return request.header("accept").orElse("").contains("text/event-stream");
    }

    /** What can be asked for in GraphQL. */
    @Override
    public List<String> calls() {
        return graphQl.operations();
    }

    /** How many events the purge removes now; the same that runs every day. */
    int purgeNow() throws InterruptedException {
        return retention.purge();
    }

    @Override
    public void close() {
        try {
            noticing.close();
            purging.abandon();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
