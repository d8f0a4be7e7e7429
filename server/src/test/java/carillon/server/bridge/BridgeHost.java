package carillon.server.bridge;

import carillon.core.access.OpenSessions;
import carillon.core.thread.HubThreads;
import carillon.server.access.AccessConfig;
import carillon.server.access.FileDirectory;
import carillon.server.access.LoginGate;
import carillon.server.dialect.sysadm.Host;
import carillon.server.dialect.sysadm.ManualClock;
import carillon.server.http.HttpServer;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Router;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;

/** A bridge on a free port, and one key that may log in. */
public final class BridgeHost implements AutoCloseable {

    public final ManualClock clock = new ManualClock();
    public final KeyPair login = keys();
    public final Bridge bridge;
    public final LoginGate gate;
    private final HttpServer server;

    public BridgeHost() {
        this(UnaryOperator.identity());
    }

    public BridgeHost(UnaryOperator<BridgeConfig> change) {
        Path data;
        try {
            data = Files.createTempDirectory("bridge");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        new KeyRing(data.resolve(Bridge.KEYS))
                .add(new RegisteredKey("desk", "desk", "", RegisteredKey.stored(login.getPublic())));
        gate = new LoginGate(
                FileDirectory.open(data, new AccessConfig(1, Duration.ofMinutes(1), InstantSource.system()))
                        .directory(),
                new OpenSessions());
        bridge = new Bridge(change.apply(BridgeConfig.of(data, "relay")), gate, clock, new HubThreads());
        server = HttpServer.start(
                List.of(new Listener("bridge", new InetSocketAddress(0), Router.of(bridge.routes("")))),
                HttpSettings.DEFAULT.withTick(Duration.ofMillis(10)));
    }

    public URI uri() {
        return URI.create("ws://127.0.0.1:" + server.address("bridge").getPort() + "/");
    }

    URI fromOutside() {
        return URI.create("ws://" + Host.outside().getHostAddress() + ":"
                + server.address("bridge").getPort() + "/");
    }

    /** A peer that has logged in and told its keys. */
    RelayPeer peer(String type, String... checksums) {
        var peer = new RelayPeer(uri());
        peer.identify(type);
        peer.login(login);
        peer.tellKeys(checksums);
        return peer;
    }

    public static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    @Override
    public void close() {
        server.close();
        bridge.close();
    }
}
