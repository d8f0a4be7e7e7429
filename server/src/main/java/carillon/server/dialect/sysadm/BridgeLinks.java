package carillon.server.dialect.sysadm;

import carillon.core.delivery.Lane;
import carillon.core.thread.HubThreads;
import carillon.core.thread.HubTimer;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps this server connected to the bridges that are configured, as a server behind them (section 10.9). */
public final class BridgeLinks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BridgeLinks.class);

    private final LinkConfig config;
    private final PrivateKey key;
    private final SysAdmDialect sysadm;
    private final Dialect dialect;
    private final RelayFormat format;
    private final HttpClient http;
    private final Map<String, BridgeLink> links = new ConcurrentHashMap<>();
    private final ExecutorService threads;
    private final HubTimer timer;
    private final Lane lane;

    BridgeLinks(LinkConfig config, SysAdmDialect sysadm, Dialect dialect, HubThreads hubThreads) {
        this.timer = hubThreads.timer("bridge-links");
        this.threads = hubThreads.virtual("bridge-link-");
        this.config = config;
        this.key = LinkKey.open(config.keyFile());
        this.sysadm = sysadm;
        this.dialect = dialect;
        this.format = new RelayFormat(dialect);
        this.lane = new Lane(new InOrder(threads, hubThreads.lastResort()), hubThreads.lastResort());
        this.http = client(config.anyCertificate());
        sysadm.keySettings().onChange(this::tellKeys);
    }

    private static HttpClient client(boolean anyCertificate) {
        var builder = HttpClient.newBuilder();
        if (anyCertificate) {
            builder.sslContext(trustingAll());
        }
        return builder.build();
    }

    private static SSLContext trustingAll() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new javax.net.ssl.TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java platform has TLS", absent);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    void start() {
        timer.scheduleWithFixedDelay(
                this::check, config.first().toMillis(), config.check().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Which bridges this server is logged in to, by nickname. */
    public Map<String, Boolean> states() {
        var states = new java.util.TreeMap<String, Boolean>();
        config.bridges().keySet().forEach(name -> {
            var link = links.get(name);
            states.put(name, link != null && link.authenticated());
        });
        return states;
    }

    /** What a call or the command line has registered or revoked. */
    private void tellKeys() {
        links.values().forEach(BridgeLink::tellKeys);
    }

    private void check() {
        config.bridges().forEach((name, address) -> {
            var link = links.get(name);
            if (link == null || !link.isOpen()) {
                connect(name, address);
            }
        });
        tellKeysSafely();
    }

    /** The timer stops for good at an exception. */
    private void tellKeysSafely() {
        try {
            tellKeys();
        } catch (RuntimeException unreadable) {
            LOG.warn("the registered keys cannot be read; bridges are not told of changes", unreadable);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the failure is logged here, and the next check tries again
    private void connect(String name, URI address) {
        var link = new BridgeLink(name, key, sysadm.callHandlers(), sysadm.keySettings(), this::open);
        links.put(name, link);
        http.newWebSocketBuilder().buildAsync(address, link).whenComplete((socket, failure) -> {
            if (failure != null) {
                LOG.info("bridge {} at {} is not reachable: {}", name, address, failure.toString());
                link.over();
            }
        });
    }

    private VirtualPeer open(String id, VirtualPeer.Link link) {
        var peer = new VirtualPeer(id, link, lane, format, threads);
        peer.begin(fresh -> sysadm.session(fresh, dialect));
        return peer;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        links.values().forEach(BridgeLink::over);
        threads.shutdown();
        http.shutdownNow();
    }
}
