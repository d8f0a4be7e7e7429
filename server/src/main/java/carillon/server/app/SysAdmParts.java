package carillon.server.app;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Directory;
import carillon.core.hub.Hub;
import carillon.core.thread.HubThreads;
import carillon.server.access.LoginGate;
import carillon.server.bridge.Bridge;
import carillon.server.bridge.BridgeConfig;
import carillon.server.bridge.StateRoutes;
import carillon.server.config.Config;
import carillon.server.config.Setting;
import carillon.server.config.Settings;
import carillon.server.config.SysAdmSettings;
import carillon.server.description.ErrorPage;
import carillon.server.dialect.sysadm.BridgeLinks;
import carillon.server.dialect.sysadm.Dialect;
import carillon.server.dialect.sysadm.LinkConfig;
import carillon.server.dialect.sysadm.SysAdmConfig;
import carillon.server.dialect.sysadm.SysAdmDialect;
import carillon.server.http.Authenticator;
import carillon.server.http.Listener;
import carillon.server.http.Router;
import carillon.server.http.Routes;
import carillon.server.keylogin.Lockout;
import carillon.server.source.CommandOutput;
import carillon.server.source.hostsample.HostSampler;
import carillon.server.source.jobs.JobsConfig;
import carillon.server.source.lifepreserver.LogWatcher;
import carillon.server.source.lifepreserver.WatcherConfig;
import carillon.server.source.systemstate.StateConfig;
import carillon.server.source.systemstate.SystemStateTimer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** The SysAdm dialect with its sources, and the bridge, as the settings have them. */
final class SysAdmParts {

    private final Config config;
    private final Path data;
    private final Certificate certificate;
    private final Dialects dialects;
    private Optional<BridgeLinks> links = Optional.empty();

    /** Adds what is switched on to the dialects. */
    SysAdmParts(Config config, Path data, Certificate certificate, Dialects dialects) {
        this.config = config;
        this.data = data;
        this.certificate = certificate;
        this.dialects = dialects;
    }

    Bridge addBridge(AccessPolicy policy, Authenticator callers, LoginGate gate, HubThreads threads) {
        var bridge = new Bridge(bridgeConfig(), gate, InstantSource.system(), threads);
        dialects.add(bridge);
        dialects.addRoutes(StateRoutes.routes(bridge, policy, callers));
        listen("bridge", Settings.BRIDGE_PORT, bridge.routes(""), ErrorPage.routes(bridge::upgrade));
        return bridge;
    }

    void addSysAdm(Hub hub, Directory directory, AccessPolicy policy, LoginGate gate) {
        var name = hostname();
        var sysadm =
                new SysAdmDialect(sysadmConfig(name), jobs(), hub, directory, policy, gate, InstantSource.system());
        dialects.add(sysadm);
        addSources(sysadm, name, hub.threads());
        listen("sysadm", Settings.SYSADM_WS_PORT, sysadm.webSocket(""), ErrorPage.routes(sysadm::upgrade));
        listen("sysadm-rest", Settings.SYSADM_REST_PORT, sysadm.rest(), ErrorPage.routes());
    }

    /** The bridges that this server dials; empty if it dials none. */
    Optional<BridgeLinks> links() {
        return links;
    }

    /** Every port has the page that the type of its refusals leads to. */
    private void listen(String name, Setting<Integer> port, Routes served, Routes errors) {
        var address = new InetSocketAddress(config.get(Settings.SYSADM_HOST), config.get(port));
        dialects.addListener(new Listener(
                name,
                address,
                Router.of(served.family("SysAdm"), errors),
                config.get(SysAdmSettings.TLS) ? certificate.tls() : null));
    }

    private void addSources(SysAdmDialect sysadm, String name, HubThreads threads) {
        var log = config.get(SysAdmSettings.LP_LOG_FILE);
        if (!log.isEmpty()) {
            var watcher = new LogWatcher(
                    new WatcherConfig(
                            Path.of(log),
                            data.resolve("lpreserver-position"),
                            Path.of(config.get(SysAdmSettings.LP_ROOT)),
                            millis(SysAdmSettings.LP_POLL)),
                    name,
                    sysadm.sink(),
                    threads);
            dialects.addPart(watcher);
            watcher.start();
        }
        var timer = new SystemStateTimer(state(), name, sysadm.sink(), threads);
        dialects.addPart(timer);
        timer.start();
        if (config.get(SysAdmSettings.SAMPLE_PERIOD) > 0) {
            var sampler = new HostSampler(millis(SysAdmSettings.SAMPLE_PERIOD), name, sysadm.sink(), threads);
            dialects.addPart(sampler);
            sampler.start();
        }
        var bridges = LinkConfig.parse(config.get(SysAdmSettings.LINKS));
        if (!bridges.isEmpty()) {
            var dialled = sysadm.link(new LinkConfig(
                    bridges,
                    data.resolve("bridge-login.key"),
                    config.get(SysAdmSettings.LINK_ANY_CERTIFICATE),
                    millis(SysAdmSettings.LINK_FIRST),
                    millis(SysAdmSettings.LINK_CHECK)));
            links = Optional.of(dialled);
            dialects.addPart(dialled);
        }
    }

    private String hostname() {
        var configured = config.get(SysAdmSettings.HOSTNAME);
        if (!configured.isEmpty()) {
            return configured;
        }
        var printed = CommandOutput.of(config.get(SysAdmSettings.STATE_HOSTNAME), Duration.ofSeconds(5));
        if (printed instanceof CommandOutput.Printed name && !name.text().isBlank()) {
            return name.text().strip();
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private SysAdmConfig sysadmConfig(String name) {
        var dialect =
                config.get(Settings.SYSADM_DIALECT) == Settings.SysAdmDialect.WIRE ? Dialect.WIRE : Dialect.HANDBOOK;
        return new SysAdmConfig(
                dialect,
                name,
                data,
                config.get(SysAdmSettings.ALLOW_PASSWORD),
                config.get(SysAdmSettings.KEEP_SUBSCRIPTIONS),
                config.get(SysAdmSettings.LEGACY_DATE),
                new SysAdmConfig.Times(
                        millis(SysAdmSettings.AUTH_DEADLINE),
                        millis(SysAdmSettings.IDLE),
                        millis(SysAdmSettings.TOKEN_TTL),
                        millis(SysAdmSettings.CHALLENGE_TTL)),
                new Lockout.Rules(
                        config.get(SysAdmSettings.LOCKOUT_LIMIT),
                        millis(SysAdmSettings.LOCKOUT_RESET),
                        millis(SysAdmSettings.LOCKOUT_BLOCK)),
                new SysAdmConfig.Limits(
                        config.get(SysAdmSettings.TOKEN_LENGTH),
                        config.get(SysAdmSettings.MESSAGE_MAX),
                        config.get(SysAdmSettings.OUTBOX_FRAMES),
                        config.get(SysAdmSettings.OUTBOX_BYTES)));
    }

    private JobsConfig jobs() {
        return new JobsConfig(
                config.get(Settings.SYSADM_JOBS),
                Set.copyOf(config.get(Settings.SYSADM_JOBS_ALLOWED)),
                millis(SysAdmSettings.JOBS_START_DELAY),
                millis(SysAdmSettings.JOBS_NEXT_DELAY),
                millis(SysAdmSettings.JOBS_PENDING_PING),
                millis(SysAdmSettings.JOBS_OUTPUT),
                millis(SysAdmSettings.JOBS_KILL_DELAY),
                Math.toIntExact(config.get(SysAdmSettings.JOBS_MAX_OUTPUT)),
                config.get(SysAdmSettings.JOBS_MAX_OUTPUT_TOTAL),
                Math.max(1, config.get(SysAdmSettings.JOBS_DRAIN_RATE)),
                Math.max(1, config.get(SysAdmSettings.JOBS_EVENT_RATE)),
                Math.toIntExact(config.get(Settings.MAX_EVENT)),
                config.get(SysAdmSettings.JOBS_MAX_LIVING));
    }

    private StateConfig state() {
        return new StateConfig(
                config.get(SysAdmSettings.STATE_HOSTNAME),
                config.get(SysAdmSettings.STATE_POOLS),
                millis(SysAdmSettings.STATE_FIRST),
                millis(SysAdmSettings.STATE_PERIOD),
                StateConfig.DEFAULT.patience());
    }

    private BridgeConfig bridgeConfig() {
        var fallback = BridgeConfig.of(data, hostname());
        return new BridgeConfig(
                fallback.hostname(),
                data,
                millis(SysAdmSettings.BRIDGE_RECHECK),
                millis(SysAdmSettings.BRIDGE_KEYLIST_DELAY),
                millis(SysAdmSettings.CHALLENGE_TTL),
                config.get(SysAdmSettings.BRIDGE_TOKEN_LENGTH),
                new Lockout.Rules(
                        config.get(SysAdmSettings.BRIDGE_LOCKOUT_LIMIT),
                        millis(SysAdmSettings.BRIDGE_LOCKOUT_RESET),
                        millis(SysAdmSettings.BRIDGE_LOCKOUT_BLOCK)),
                config.get(SysAdmSettings.BRIDGE_RELAY_ANY),
                config.get(SysAdmSettings.MESSAGE_MAX),
                config.get(SysAdmSettings.OUTBOX_BYTES),
                millis(SysAdmSettings.BRIDGE_STALL));
    }

    private Duration millis(Setting<Integer> setting) {
        return Duration.ofMillis(config.get(setting));
    }
}
