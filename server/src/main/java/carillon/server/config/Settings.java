package carillon.server.config;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All settings. The order is the order of the reference page. */
public final class Settings {

    /** How a visibility decision is made; see drp-websocket section 8. */
    public enum AuthzModeSetting {
        STRICT,
        UPSTREAM
    }

    /** Spelling of event members in Meshery answers. */
    public enum WireCase {
        SNAKE,
        CAMEL
    }

    /** Which of the two SysAdm dialects a listener speaks by default. */
    public enum SysAdmDialect {
        HANDBOOK,
        WIRE
    }

    public static final Setting<String> HTTP_HOST = Setting.text(
            "http.host", "127.0.0.1", "Address of the plain listener. Anything but loopback should go through TLS.");
    public static final Setting<Integer> HTTP_PORT =
            Setting.number("http.port", 9081, 0, 65_535, "Port of the plain listener; 0 picks a free one.");
    public static final Setting<Boolean> HTTPS_ENABLED =
            Setting.flag("https.enabled", true, "Whether the TLS listener is open as well.");
    public static final Setting<String> HTTPS_HOST =
            Setting.text("https.host", "127.0.0.1", "Address of the TLS listener.");
    public static final Setting<Integer> HTTPS_PORT =
            Setting.number("https.port", 8092, 0, 65_535, "Port of the TLS listener; 0 picks a free one.");
    public static final Setting<String> HTTPS_CERTIFICATE = Setting.text(
            "https.certificate",
            "",
            "PEM file with the certificate chain. Empty: a self-signed one is made at first start and kept.");
    public static final Setting<String> HTTPS_KEY =
            Setting.text("https.key", "", "PEM file (PKCS#8) with the key of https.certificate.");
    public static final Setting<Long> HTTP_MAX_BODY = Setting.bytes(
            "http.max-body", "16M", "Largest request body; more is answered 413 and nothing of it is kept.");
    public static final Setting<Integer> HTTP_MAX_CONNECTIONS = Setting.number(
            "http.max-connections", 18_000, 1, 1_000_000, "Connections at a time; more are closed at once.");
    public static final Setting<Integer> HTTP_MAX_CONNECTIONS_EACH = Setting.number(
            "http.max-connections-per-address",
            16_000,
            1,
            1_000_000,
            "Connections from one address (IPv6: one /64 network) but loopback; more are closed at once.");
    public static final Setting<Integer> HTTP_MAX_STREAMS_EACH = Setting.number(
            "http.max-streams-per-principal",
            16_000,
            1,
            1_000_000,
            "WebSockets and event streams of one principal, or of one address before the login; more are answered 429. Also its sessions of Socket.IO that poll.");
    public static final Setting<Integer> HTTP_MIN_READ_RATE = Setting.number(
            "http.min-read-rate",
            1_024,
            0,
            1_000_000_000,
            "Bytes a second that a client has to take of what waits for it; one that takes less is closed. 0: any progress will do.");
    public static final Setting<Integer> HTTP_MIN_SEND_RATE = Setting.number(
            "http.min-send-rate",
            16_384,
            1,
            1_000_000_000,
            "Bytes a second that a large body, or message of a WebSocket, has to come with on average over 30 s; one that comes more slowly is answered 408, or closed. A body of less than 30 s of them has 30 s.");
    public static final Setting<Long> ANSWER_MEMORY = Setting.bytes(
            "memory.answers",
            "0",
            "Memory for answers, lists and replays together; more is answered 503 or waits. 0: a quarter of the heap.");
    public static final Setting<Long> OBJECTS_MEMORY = Setting.bytes(
            "drp.objects-memory",
            "0",
            "Memory for the states of all objects, as estimated; more is refused with 507. 0: a quarter of the heap.");
    public static final Setting<List<String>> HTTP_CORS_ORIGINS = Setting.list(
            "http.cors-origins",
            "",
            "Origins whose pages may call every interface from a browser, such as https://ops.example; * for any.");
    public static final Setting<List<String>> HTTP_HOSTS = Setting.list(
            "http.hosts",
            "",
            "Names that clients may use for this server beside its IP addresses and localhost. Empty: any, but none with --demo.");
    public static final Setting<Duration> DRAIN = Setting.duration(
            "drain", "5s", "How long a stop waits for requests and spreads the closing of connections over.");

    public static final Setting<Long> JOURNAL_SEGMENT =
            Setting.bytes("journal.segment", "64M", "Size of one journal file.");
    public static final Setting<Duration> JOURNAL_MAX_AGE = Setting.duration(
            "journal.retention.age", "90d", "Segments whose last record is older are removed; 0s keeps all.");
    public static final Setting<Long> JOURNAL_MAX_BYTES = Setting.bytes(
            "journal.retention.bytes", "0", "The oldest segments are removed above this size; 0 means no bound.");
    public static final Setting<Integer> DEDUPLICATION = Setting.number(
            "events.deduplication-window", 50_000, 1, 10_000_000, "How many of the latest event ids are remembered.");
    public static final Setting<Long> MAX_EVENT =
            Setting.bytes("events.max-bytes", "1M", "Largest object, original and metadata of one event together.");
    public static final Setting<Long> HISTORY_BACKLOG = Setting.bigNumber(
            "history.max-backlog",
            1_000_000,
            1_000,
            "How many records the search index may be behind before publishers are slowed.");
    public static final Setting<Duration> HISTORY_SEARCH_LIMIT = Setting.duration(
            "history.search-limit", "5s", "How long one search may work before it is refused as too expensive.");

    public static final Setting<AuthzModeSetting> AUTHZ_MODE = Setting.choice(
            "authz.mode",
            AuthzModeSetting.STRICT,
            "strict: events are visible by claims on their objects; upstream: as the 2019 server decided.");
    public static final Setting<Boolean> CHANGED_REQUIRES_BOTH = Setting.flag(
            "filter.changed-requires-both",
            true,
            "Whether Changed is false when the field is missing on one side of an update.");
    public static final Setting<Integer> WS_MAX_INBOUND = Setting.number(
            "ws.max-inbound-bytes",
            65_536,
            128,
            16_777_216,
            "Largest WebSocket message from a client; more closes 1009.");
    public static final Setting<Integer> WS_QUEUE = Setting.number(
            "ws.queue-length",
            256,
            1,
            1_000_000,
            "Events that may wait for one Digital Rebar socket before new ones drop.");
    public static final Setting<Duration> WS_PING =
            Setting.duration("ws.ping-seconds", "54s", "How often the server pings.");
    public static final Setting<Duration> WS_PONG = Setting.duration(
            "ws.pong-timeout-seconds", "60s", "A socket that shows no sign of life for so long is closed.");
    public static final Setting<Duration> WS_WRITE =
            Setting.duration("ws.write-timeout-seconds", "10s", "A socket that takes nothing for so long is dropped.");
    public static final Setting<Integer> WS_MAX_REGISTRATIONS =
            Setting.number("ws.max-registrations", 1_024, 1, 1_000_000, "Registrations a session may have.");

    public static final Setting<Integer> MAX_SUBSCRIPTIONS_EACH = Setting.number(
            "subscriptions.max-per-principal",
            100_000,
            1,
            1_000_000_000,
            "Subscriptions that one principal may have, over all connections and dialects.");
    public static final Setting<Long> MAX_SUBSCRIPTION_BYTES_EACH = Setting.bytes(
            "subscriptions.max-bytes-per-principal",
            "0",
            "Memory that the subscriptions of one principal may take, estimated; 0 means an eighth of the heap.");
    public static final Setting<Integer> MAX_SUBSCRIPTION_PATHS_EACH = Setting.number(
            "subscriptions.max-paths-per-principal",
            1_000,
            1,
            1_000_000,
            "Different paths that the filters of one principal may look at.");
    public static final Setting<Long> MAX_SUBSCRIPTION_PRICE_EACH = Setting.bigNumber(
            "subscriptions.max-price-per-principal",
            1_000_000,
            1,
            "What the different filters of one principal may cost an event together.");
    public static final Setting<Long> MAX_SUBSCRIPTION_BYTES = Setting.bytes(
            "subscriptions.max-bytes",
            "0",
            "Memory that all subscriptions may take, estimated; 0 means a quarter of the heap.");
    public static final Setting<Integer> MAX_SUBSCRIPTION_PATHS = Setting.number(
            "subscriptions.max-paths", 5_000, 1, 1_000_000, "Different paths that all filters may look at.");
    public static final Setting<Long> MAX_SUBSCRIPTION_PRICE = Setting.bigNumber(
            "subscriptions.max-price", 10_000_000, 1, "What all different filters may cost an event together.");

    public static final Setting<WireCase> MESHERY_WIRE_CASE = Setting.choice(
            "events.wire-case", WireCase.SNAKE, "Spelling of members in Meshery answers; input takes both.");
    public static final Setting<String> MESHERY_SYSTEM_ID =
            Setting.text("events.system-id", "", "Instance id of Meshery events; empty: made at first start and kept.");
    public static final Setting<Duration> MESHERY_MAX_AGE = Setting.duration(
            "events.retention.max-age", "90d", "Events older than this leave the lists; 0s keeps all.");
    public static final Setting<Integer> MESHERY_MAX_PER_USER = Setting.number(
            "events.retention.max-per-user", 10_000, 0, 100_000_000, "Events kept for each user; 0 means no cap.");
    public static final Setting<Integer> MESHERY_BUFFER =
            Setting.number("events.broadcast.buffer", 256, 10, 1_000_000, "Events that may wait for one live stream.");

    public static final Setting<Boolean> SYSADM_ENABLED =
            Setting.flag("sysadm.enabled", false, "Whether the SysAdm listeners are open (also --sysadm).");
    public static final Setting<String> SYSADM_HOST =
            Setting.text("sysadm.host", "127.0.0.1", "Address of the SysAdm listeners.");
    public static final Setting<Integer> SYSADM_WS_PORT =
            Setting.number("sysadm.ws-port", 12_150, 0, 65_535, "Port of the SysAdm WebSocket.");
    public static final Setting<Integer> SYSADM_REST_PORT =
            Setting.number("sysadm.rest-port", 12_151, 0, 65_535, "Port of the SysAdm REST twin.");
    public static final Setting<SysAdmDialect> SYSADM_DIALECT = Setting.choice(
            "sysadm.dialect", SysAdmDialect.HANDBOOK, "handbook: as documented; wire: as the stock client speaks.");
    public static final Setting<Boolean> SYSADM_JOBS =
            Setting.flag("sysadm.jobs.enabled", false, "Whether full-access callers may run commands on this host.");
    public static final Setting<List<String>> SYSADM_JOBS_ALLOWED =
            Setting.list("sysadm.jobs.allowed", "", "Commands that may be run; empty: any, once jobs are enabled.");
    public static final Setting<Boolean> BRIDGE_ENABLED =
            Setting.flag("bridge.enabled", false, "Whether the bridge relay is open (also --bridge).");
    public static final Setting<Integer> BRIDGE_PORT =
            Setting.number("bridge.port", 12_149, 0, 65_535, "Port of the bridge relay.");

    public static final Setting<Boolean> METRICS =
            Setting.flag("metrics.enabled", true, "Whether /metrics answers, without credentials.");

    private static final List<Setting<?>> OWN = List.of(
            HTTP_HOST,
            HTTP_PORT,
            HTTPS_ENABLED,
            HTTPS_HOST,
            HTTPS_PORT,
            HTTPS_CERTIFICATE,
            HTTPS_KEY,
            HTTP_MAX_BODY,
            HTTP_MAX_CONNECTIONS,
            HTTP_MAX_CONNECTIONS_EACH,
            HTTP_MAX_STREAMS_EACH,
            HTTP_MIN_READ_RATE,
            HTTP_MIN_SEND_RATE,
            ANSWER_MEMORY,
            OBJECTS_MEMORY,
            HTTP_CORS_ORIGINS,
            HTTP_HOSTS,
            DRAIN,
            JOURNAL_SEGMENT,
            JOURNAL_MAX_AGE,
            JOURNAL_MAX_BYTES,
            DEDUPLICATION,
            MAX_EVENT,
            HISTORY_BACKLOG,
            HISTORY_SEARCH_LIMIT,
            AUTHZ_MODE,
            CHANGED_REQUIRES_BOTH,
            WS_MAX_INBOUND,
            WS_QUEUE,
            WS_PING,
            WS_PONG,
            WS_WRITE,
            WS_MAX_REGISTRATIONS,
            MAX_SUBSCRIPTIONS_EACH,
            MAX_SUBSCRIPTION_BYTES_EACH,
            MAX_SUBSCRIPTION_PATHS_EACH,
            MAX_SUBSCRIPTION_PRICE_EACH,
            MAX_SUBSCRIPTION_BYTES,
            MAX_SUBSCRIPTION_PATHS,
            MAX_SUBSCRIPTION_PRICE,
            MESHERY_WIRE_CASE,
            MESHERY_SYSTEM_ID,
            MESHERY_MAX_AGE,
            MESHERY_MAX_PER_USER,
            MESHERY_BUFFER,
            SYSADM_ENABLED,
            SYSADM_HOST,
            SYSADM_WS_PORT,
            SYSADM_REST_PORT,
            SYSADM_DIALECT,
            SYSADM_JOBS,
            SYSADM_JOBS_ALLOWED,
            BRIDGE_ENABLED,
            BRIDGE_PORT,
            METRICS);

    /** Everything above, and the finer settings of SysAdm. */
    public static final List<Setting<?>> ALL =
            Stream.<Setting<?>>concat(OWN.stream(), SysAdmSettings.ALL.stream()).toList();

    private Settings() {}
}
