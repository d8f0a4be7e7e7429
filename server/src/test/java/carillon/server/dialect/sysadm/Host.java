package carillon.server.dialect.sysadm;

import carillon.core.access.AccessPolicy;
import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.access.User;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.access.AccessConfig;
import carillon.server.access.FileDirectory;
import carillon.server.access.LoginGate;
import carillon.server.http.HttpServer;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Router;
import carillon.server.source.jobs.JobsConfig;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A hub with the SysAdm listeners on free ports; ada is a superuser, bob an operator, eve neither. */
public final class Host implements AutoCloseable {

    public static final String LOGIN =
            "{'namespace':'rpc','name':'auth','id':'in','args':{'username':'%s','password':'%s'}}";

    public final ManualClock clock = new ManualClock();
    public final Path data;
    public final Hub hub;
    public final SysAdmDialect sysadm;
    public final FileDirectory directory;
    public final LoginGate gate;
    private final HttpServer server;

    public Host(Dialect dialect) {
        this(dialect, UnaryOperator.identity(), quickJobs());
    }

    public Host(Dialect dialect, UnaryOperator<SysAdmConfig> change, JobsConfig jobs) {
        try {
            data = Files.createTempDirectory("sysadm");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        directory = FileDirectory.open(data, new AccessConfig(1, Duration.ofMinutes(1), InstantSource.system()))
                .directory();
        directory.put(new Role("operator", List.of(new Claim("info", "get", "*"))));
        user("ada", Role.SUPERUSER.name());
        user("bob", "operator");
        user("eve", "nothing");
        var authorizer = new ClaimAuthorizer(AuthzMode.STRICT);
        hub = new Hub(new FakeLog(), new FakeHistory(), authorizer, HubConfig.DEFAULT);
        hub.start();
        hub.sessions().follow(directory);
        var config = change.apply(SysAdmConfig.of(data, "atlas").with(dialect));
        gate = new LoginGate(directory, hub.sessions());
        sysadm = new SysAdmDialect(
                config, jobs, hub, directory, new AccessPolicy(directory, authorizer, Set.of("operator")), gate, clock);
        sysadm.start();
        var any = new InetSocketAddress(0);
        server = HttpServer.start(
                List.of(
                        new Listener("ws", any, Router.of(sysadm.webSocket(""))),
                        new Listener("rest", any, Router.of(sysadm.rest()))),
                HttpSettings.DEFAULT.withTick(Duration.ofMillis(10)),
                hub.sessions());
    }

    private void user(String name, String role) {
        directory.put(directory.withPassword(new User(name, "", Set.of(role), "", ""), name + "-pw"));
    }

    /** Jobs on, with times shortened to a tenth. */
    public static JobsConfig quickJobs() {
        return quickJobs(Set.of());
    }

    /** The same for these commands alone; all, if there are none. */
    public static JobsConfig quickJobs(Set<String> allowed) {
        return new JobsConfig(
                true,
                allowed,
                Duration.ofMillis(3),
                Duration.ofMillis(3),
                Duration.ofMillis(200),
                Duration.ofMillis(100),
                Duration.ofMillis(5),
                1 << 20,
                64 << 20,
                64L << 20,
                64L << 20,
                1 << 20,
                1000);
    }

    public URI ws() {
        return URI.create("ws://127.0.0.1:" + server.address("ws").getPort() + "/");
    }

    public URI rest(String path) {
        return URI.create("http://127.0.0.1:" + server.address("rest").getPort() + path);
    }

    /** The listener by an address of this machine that is not loopback, because loopback is never locked out. */
    public URI wsFromOutside() {
        return URI.create("ws://" + outside().getHostAddress() + ":"
                + server.address("ws").getPort() + "/");
    }

    public static InetAddress outside() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof java.net.Inet4Address && !address.isLoopbackAddress())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("this machine has no address but loopback"));
        } catch (SocketException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public Client connect() {
        return Client.to(ws());
    }

    public Client login(String user) {
        var client = connect();
        client.ask(LOGIN.formatted(user, user + "-pw"));
        return client;
    }

    /** Publishes an event of a class, as a source of the hub would, and waits until it is stored. */
    public void publish(String type, String args) {
        var event = Event.about(type, "checked", "atlas")
                .object(Json.parse(args.replace('\'', '"')))
                .build();
        var outcome = hub.publish(Principal.SYSTEM, event).toCompletableFuture().join();
        if (!(outcome instanceof PublishOutcome.Accepted)) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    @Override
    public void close() {
        server.close();
        sysadm.close();
        hub.close();
    }
}
