package carillon.server.app;

import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.DirectoryOwners;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.core.hub.SubscriptionLimits;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.HubThreads;
import carillon.server.access.FileDirectory;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.http.HttpServer;
import carillon.server.http.Listener;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole running server: started from a configuration and a data directory, stopped by {@link #close()}. Tests and other
 * programs can have several in one process, each with its own directory and ports.
 */
public final class CarillonServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CarillonServer.class);

    private final Config config;
    private final Hub hub;
    private final FileDirectory directory;
    private final HttpServer http;
    private final List<Listener> listeners;
    private final Map<String, List<String>> calls;

    /** What was opened, the last first: the order of closing. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Starts; when it returns, every port is open. */
    public static CarillonServer start(Config config, Path data, boolean demo) {
        return start(config, data, demo, password -> {});
    }

    /**
     * As {@link #start(Config, Path, boolean)}.
     *
     * @param madeAdministrator given the password of the administrator who was made, if there were no accounts: at once, because it is
     *     kept nowhere, and the start may still fail
     */
    public static CarillonServer start(Config config, Path data, boolean demo, Consumer<String> madeAdministrator) {
        return new CarillonServer(config, data, demo, madeAdministrator);
    }

    private CarillonServer(Config config, Path data, boolean demo, Consumer<String> madeAdministrator) {
        this.config = config;
        try {
            var threads = new HubThreads();
            var storage = opened(Storage.open(data, config, threads));
            var access = FileDirectory.open(data, Access.config(demo));
            this.directory = access.directory();
            access.initialPassword().ifPresent(madeAdministrator);
            if (demo) {
                Access.addDemoAccounts(directory);
            } else {
                Access.closeDemoAccounts(directory, data);
            }
            this.hub = opened(new Hub(
                    storage.log(),
                    storage.history(),
                    new ClaimAuthorizer(Access.mode(config)),
                    new DirectoryOwners(directory, Dialects.instance(config, data), demo),
                    hubConfig(config),
                    memory(config),
                    threads));
            hub.sessions().follow(directory);
            hub.start();
            var certificate = new Certificate(config, data);
            var dialects = Dialects.of(config, data, demo, hub, directory, storage, certificate);
            dialects.parts().forEach(opened::push);
            var retention = new LogRetention(storage, dialects.drp(), Storage.retention(config));
            opened(new Housekeeping(threads, retention, directory::refresh));
            this.calls = dialects.calls();
            this.listeners = Listeners.of(config, certificate, dialects);
            this.http = HttpServer.start(
                    listeners, Listeners.settings(config, demo), hub.memory(), threads, hub.sessions());
            dialects.started(http);
        } catch (RuntimeException failed) {
            closeAll();
            throw failed;
        }
    }

    private static HubConfig hubConfig(Config config) {
        var fallback = HubConfig.DEFAULT;
        return new HubConfig(
                Math.toIntExact(config.get(Settings.MAX_EVENT)),
                fallback.maxBatchEvents(),
                fallback.recentEvents(),
                config.get(Settings.HISTORY_BACKLOG),
                fallback.maxPendingBytes(),
                fallback.maxFilterPrice(),
                fallback.replayThreads(),
                subscriptions(config),
                fallback.drain());
    }

    private static MemoryBudget memory(Config config) {
        long bytes = config.get(Settings.ANSWER_MEMORY);
        return bytes == 0 ? MemoryBudget.ofHeap() : new MemoryBudget(bytes);
    }

    private static SubscriptionLimits subscriptions(Config config) {
        var fallback = SubscriptionLimits.DEFAULT;
        return new SubscriptionLimits(
                new SubscriptionLimits.Most(
                        config.get(Settings.MAX_SUBSCRIPTIONS_EACH),
                        orElse(
                                config.get(Settings.MAX_SUBSCRIPTION_BYTES_EACH),
                                fallback.each().bytes()),
                        config.get(Settings.MAX_SUBSCRIPTION_PATHS_EACH),
                        config.get(Settings.MAX_SUBSCRIPTION_PRICE_EACH)),
                new SubscriptionLimits.Most(
                        fallback.all().subscriptions(),
                        orElse(
                                config.get(Settings.MAX_SUBSCRIPTION_BYTES),
                                fallback.all().bytes()),
                        config.get(Settings.MAX_SUBSCRIPTION_PATHS),
                        config.get(Settings.MAX_SUBSCRIPTION_PRICE)));
    }

    private static long orElse(long configured, long fallback) {
        return configured == 0 ? fallback : configured;
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    public Hub hub() {
        return hub;
    }

    public FileDirectory directory() {
        return directory;
    }

    /** Where a listener listens: {@code http}, {@code https}, {@code sysadm}, {@code sysadm-rest}, {@code bridge}. */
    public InetSocketAddress address(String listener) {
        return http.address(listener);
    }

    /** All listeners by name with their URLs. */
    public Map<String, String> listeners() {
        var urls = new LinkedHashMap<String, String>();
        for (var listener : listeners) {
            var address = http.address(listener.name());
            urls.put(
                    listener.name(),
                    Listeners.scheme(listener) + "://" + address.getAddress().getHostAddress() + ":"
                            + address.getPort());
        }
        return urls;
    }

    /** What is served on each port. */
    List<Listener> mounted() {
        return listeners;
    }

    /** What can be called inside the sockets, by the name of the protocol. */
    Map<String, List<String>> calls() {
        return calls;
    }

    public Config config() {
        return config;
    }

    /**
     * Stops: no new connections, those that are there are sent away spread over the drain time, what was accepted is
     * stored and delivered. Idempotent.
     */
    @Override
    public void close() {
        if (opened.isEmpty()) {
            return;
        }
        http.stop(config.get(Settings.DRAIN));
        closeAll();
    }

    private void closeAll() {
        while (!opened.isEmpty()) {
            var part = opened.pop();
            try {
                part.close();
            } catch (Exception failed) {
                // The rest has to be closed all the same.
                LOG.error("{} could not be closed", part.getClass().getSimpleName(), failed);
            }
        }
    }
}
