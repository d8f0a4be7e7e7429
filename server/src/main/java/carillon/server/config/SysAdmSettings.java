package carillon.server.config;

import java.util.List;

/** The settings of the SysAdm dialect, its sources and the bridge beyond the switches in {@link Settings}. */
public final class SysAdmSettings {

    private static final int HOUR = 3_600_000;

    public static final Setting<Boolean> TLS = Setting.flag(
            "sysadm.tls",
            true,
            "Whether the ports of SysAdm and of the bridge speak TLS, as their clients expect; false behind a proxy.");
    public static final Setting<String> HOSTNAME = Setting.text(
            "sysadm.hostname", "", "What the server calls itself; empty: what the host name command prints.");
    public static final Setting<List<String>> LIMITED_ROLES = Setting.list(
            "sysadm.limited-roles",
            "operator",
            "Roles that may log in with limited access; superusers have full access, all others none.");
    public static final Setting<Integer> AUTH_DEADLINE =
            millis("sysadm.auth.deadline-ms", 30_000, "By when a SysAdm connection has to be logged in.");
    public static final Setting<Boolean> ALLOW_PASSWORD = Setting.flag(
            "sysadm.auth.allow-password", true, "Whether user and password are a way in; without, keys alone are.");
    public static final Setting<Boolean> KEEP_SUBSCRIPTIONS = Setting.flag(
            "sysadm.compat.keep-subscriptions", false, "Whether events go on after a logout, as in the original.");
    public static final Setting<Boolean> LEGACY_DATE = Setting.flag(
            "sysadm.rest.legacy-date",
            false,
            "Whether REST replies give the local time as the original does, instead of an HTTP date.");
    public static final Setting<Integer> IDLE =
            millis("sysadm.idle-ms", 1_800_000, "A connection that sends no message for so long is closed.");
    public static final Setting<Integer> TOKEN_TTL =
            millis("sysadm.token.ttl-ms", 900_000, "How long a token lives after its last use.");
    public static final Setting<Integer> TOKEN_LENGTH =
            Setting.number("sysadm.token.length", 20, 16, 200, "Characters of tokens and challenges.");
    public static final Setting<Integer> CHALLENGE_TTL =
            millis("sysadm.challenge.ttl-ms", 30_000, "How long the challenge of a key login may be answered.");
    public static final Setting<Integer> LOCKOUT_LIMIT =
            Setting.number("sysadm.lockout.limit", 5, 1, 1_000_000, "The failed login that blocks its address.");
    public static final Setting<Integer> LOCKOUT_RESET =
            millis("sysadm.lockout.reset-ms", 600_000, "After so long without a failure the counts return to zero.");
    public static final Setting<Integer> LOCKOUT_BLOCK =
            millis("sysadm.lockout.block-ms", HOUR, "How long an address is blocked.");
    public static final Setting<Integer> MESSAGE_MAX = Setting.number(
            "sysadm.message.max-bytes", 1 << 20, 1024, 64 << 20, "Largest message of a client; more closes 1009.");
    public static final Setting<Integer> OUTBOX_FRAMES = Setting.number(
            "sysadm.outbox.max-frames", 1000, 1, 1_000_000, "Events that may wait for one client; more closes 1013.");
    public static final Setting<Integer> OUTBOX_BYTES = Setting.number(
            "sysadm.outbox.max-bytes", 8 << 20, 1 << 16, 1 << 30, "Bytes that may wait for one client, likewise.");

    public static final Setting<Integer> JOBS_START_DELAY =
            millis("sysadm.jobs.start-delay-ms", 30, "From the queueing of a job to its start.");
    public static final Setting<Integer> JOBS_NEXT_DELAY =
            millis("sysadm.jobs.next-delay-ms", 30, "From the end of a job of a serial queue to the next start.");
    public static final Setting<Integer> JOBS_PENDING_PING =
            millis("sysadm.jobs.pending-ping-ms", 2_000, "How often a waiting job says that it waits.");
    public static final Setting<Integer> JOBS_OUTPUT =
            millis("sysadm.jobs.output-ms", 1_000, "How long output of a job is collected before it is told.");
    public static final Setting<Integer> JOBS_KILL_DELAY =
            millis("sysadm.jobs.kill-delay-ms", 10, "From the request to kill a job to the kill.");
    public static final Setting<Long> JOBS_MAX_OUTPUT = Setting.bytes(
            "sysadm.jobs.max-output", "4M", "Output kept of one job; the rest is dropped, and a mark says so.");
    public static final Setting<Long> JOBS_MAX_OUTPUT_TOTAL =
            Setting.bytes("sysadm.jobs.max-output-total", "64M", "The same for all jobs at a time.");
    public static final Setting<Long> JOBS_DRAIN_RATE = Setting.bytes(
            "sysadm.jobs.drain-rate", "32M", "Bytes a second that are read of all jobs; floods wait in their writes.");
    public static final Setting<Long> JOBS_EVENT_RATE = Setting.bytes(
            "sysadm.jobs.event-rate", "16M", "Bytes a second that the events of all jobs together may have.");
    public static final Setting<Integer> JOBS_MAX_LIVING =
            Setting.number("sysadm.jobs.max-living", 1000, 1, 100_000, "Jobs that may wait and run at a time.");

    public static final Setting<String> LP_LOG_FILE = Setting.text(
            "sysadm.lp.log-file", "", "Log of the snapshot and replication service to watch; empty: none.");
    public static final Setting<String> LP_ROOT =
            Setting.text("sysadm.lp.root", "/", "What relative file names in that log are relative to.");
    public static final Setting<Integer> LP_POLL =
            millis("sysadm.lp.poll-ms", 1_000, "How often the log is looked at.");
    public static final Setting<String> STATE_HOSTNAME =
            Setting.text("sysadm.state.hostname-command", "hostname", "Command that prints the name of the host.");
    public static final Setting<String> STATE_POOLS = Setting.text(
            "sysadm.state.zpool-command",
            "zpool list -o name,size,alloc,free,expandsz,frag,cap,dedup,health,altroot",
            "Command that lists the pools, a header first; empty: none.");
    public static final Setting<Integer> STATE_FIRST =
            millis("sysadm.state.first-ms", 60_000, "From the start to the first check of the system state.");
    public static final Setting<Integer> STATE_PERIOD =
            millis("sysadm.state.period-ms", 900_000, "Between checks of the system state, counted from the start.");

    public static final Setting<Integer> SAMPLE_PERIOD = Setting.number(
            "sysadm.host-sample.period-ms",
            0,
            0,
            Integer.MAX_VALUE,
            "Between samples of load, memory and disks of the host, as events host.sample.*; 0: none. In milliseconds.");

    public static final Setting<List<String>> LINKS = Setting.list(
            "sysadm.bridge.links", "", "Bridges to dial, each nickname=address; without scheme wss://, port 12149.");
    public static final Setting<Boolean> LINK_ANY_CERTIFICATE = Setting.flag(
            "sysadm.bridge.link.any-certificate",
            false,
            "Accept untrusted (for example self-signed) bridge certificates, as the stock client does.");
    public static final Setting<Integer> LINK_FIRST =
            millis("sysadm.bridge.link.first-ms", 5, "From the start to the first dialling of bridges.");
    public static final Setting<Integer> LINK_CHECK =
            millis("sysadm.bridge.link.check-ms", 60_000, "How often missing bridges are dialled again.");
    public static final Setting<Integer> BRIDGE_TOKEN_LENGTH =
            Setting.number("sysadm.bridge.token.length", 40, 16, 200, "Characters of the bridge's tokens.");
    public static final Setting<Integer> BRIDGE_LOCKOUT_LIMIT = Setting.number(
            "sysadm.bridge.lockout.limit", 2, 1, 1_000_000, "The failed login at the bridge that blocks its address.");
    public static final Setting<Integer> BRIDGE_LOCKOUT_RESET =
            millis("sysadm.bridge.lockout.reset-ms", HOUR, "As sysadm.lockout.reset-ms, for the bridge.");
    public static final Setting<Integer> BRIDGE_LOCKOUT_BLOCK =
            millis("sysadm.bridge.lockout.block-ms", HOUR, "As sysadm.lockout.block-ms, for the bridge.");
    public static final Setting<Integer> BRIDGE_RECHECK =
            millis("sysadm.bridge.recheck-ms", 30_000, "How often it is seen to that a peer is logged in.");
    public static final Setting<Integer> BRIDGE_KEYLIST_DELAY =
            millis("sysadm.bridge.keylist-delay-ms", 10, "From a login at the bridge to the question for keys.");
    public static final Setting<Boolean> BRIDGE_RELAY_ANY = Setting.flag(
            "sysadm.bridge.relay-any",
            false,
            "Whether the bridge relays to every connected peer, as the original, or to paired ones alone.");
    public static final Setting<Integer> BRIDGE_STALL =
            millis("sysadm.bridge.stall-ms", 5_000, "How long a peer may take nothing before the bridge cuts it off.");

    static final List<Setting<?>> ALL = List.of(
            TLS,
            HOSTNAME,
            LIMITED_ROLES,
            AUTH_DEADLINE,
            ALLOW_PASSWORD,
            KEEP_SUBSCRIPTIONS,
            LEGACY_DATE,
            IDLE,
            TOKEN_TTL,
            TOKEN_LENGTH,
            CHALLENGE_TTL,
            LOCKOUT_LIMIT,
            LOCKOUT_RESET,
            LOCKOUT_BLOCK,
            MESSAGE_MAX,
            OUTBOX_FRAMES,
            OUTBOX_BYTES,
            JOBS_START_DELAY,
            JOBS_NEXT_DELAY,
            JOBS_PENDING_PING,
            JOBS_OUTPUT,
            JOBS_KILL_DELAY,
            JOBS_MAX_OUTPUT,
            JOBS_MAX_OUTPUT_TOTAL,
            JOBS_DRAIN_RATE,
            JOBS_EVENT_RATE,
            JOBS_MAX_LIVING,
            LP_LOG_FILE,
            LP_ROOT,
            LP_POLL,
            STATE_HOSTNAME,
            STATE_POOLS,
            STATE_FIRST,
            STATE_PERIOD,
            SAMPLE_PERIOD,
            LINKS,
            LINK_ANY_CERTIFICATE,
            LINK_FIRST,
            LINK_CHECK,
            BRIDGE_TOKEN_LENGTH,
            BRIDGE_LOCKOUT_LIMIT,
            BRIDGE_LOCKOUT_RESET,
            BRIDGE_LOCKOUT_BLOCK,
            BRIDGE_RECHECK,
            BRIDGE_KEYLIST_DELAY,
            BRIDGE_RELAY_ANY,
            BRIDGE_STALL);

    private SysAdmSettings() {}

    private static Setting<Integer> millis(String key, int fallback, String meaning) {
        return Setting.number(key, fallback, 1, Integer.MAX_VALUE, meaning + " In milliseconds.");
    }
}
