package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Directory;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.access.Tenant;
import carillon.core.access.TokenRequest;
import carillon.core.access.User;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.access.AccessConfig;
import carillon.server.access.FileDirectory;
import carillon.server.access.HttpAuthenticator;
import carillon.server.access.LoginGate;
import carillon.server.http.HttpServer;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Router;
import carillon.server.http.Tls;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dialect on a free port, over a journal and a history in memory. The superuser is {@code root:rootpw}. */
final class DrpServer implements AutoCloseable {

    static final String ROOT = "root:rootpw";

    final Hub hub;
    final Directory directory;
    final HttpServer http;
    final DrpDialect dialect;
    final FakeLog journal;

    private DrpServer(Path data, DrpConfig config, FakeLog.Tape tape, Set<String> doors) {
        journal = new FakeLog(tape, InstantSource.system());
        var authorizer = new ClaimAuthorizer(config.mode());
        hub = new Hub(journal, new FakeHistory(), authorizer, HubConfig.DEFAULT);
        hub.start();
        directory = FileDirectory.open(data, new AccessConfig(10, Duration.ofMinutes(1), config.clock()))
                .directory();
        hub.sessions().follow(directory);
        directory.put(Role.SUPERUSER);
        if (directory.user("root").isEmpty()) {
            addUser("root", "rootpw", Role.SUPERUSER.name());
        }
        dialect = new DrpDialect(
                hub,
                directory,
                HttpAuthenticator.required(new LoginGate(directory, hub.sessions())),
                new AccessPolicy(directory, authorizer, doors),
                config,
                data);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        dialect.start();
        var router = Router.of(dialect.routes());
        http = HttpServer.start(
                List.of(
                        new Listener("https", address, router, Tls.selfSigned(data)),
                        new Listener("http", address, router)),
                HttpSettings.DEFAULT.withTick(Duration.ofMillis(10)),
                hub.sessions());
    }

    static DrpServer start(Path data) {
        return start(data, DrpConfig.DEFAULT);
    }

    static DrpServer start(Path data, DrpConfig config) {
        return start(data, config, new FakeLog.Tape("epoch-1"));
    }

    static DrpServer start(Path data, DrpConfig config, FakeLog.Tape tape) {
        return new DrpServer(data, config, tape, Set.of());
    }

    /** With roles that count by their name. */
    static DrpServer withDoors(Path data, Set<String> doors) {
        return new DrpServer(data, DrpConfig.DEFAULT, new FakeLog.Tape("epoch-1"), doors);
    }

    static DrpServer upstream(Path data) {
        return start(data, DrpConfig.DEFAULT.withMode(AuthzMode.UPSTREAM));
    }

    String authority() {
        var address = http.address("https");
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** For {@code http} or {@code ws}, as it is written with TLS. */
    String url(String scheme) {
        return scheme + "s://" + authority();
    }

    Rest rest(String userAndPassword) {
        return Rest.basic(url("http") + "/api/v3", userAndPassword);
    }

    Rest rest() {
        return rest(ROOT);
    }

    /** A socket of this user. */
    Session session(String userAndPassword) {
        return open(url("ws") + "/api/v3/ws?token=" + Rest.escaped(userAndPassword));
    }

    Session open(String uri, String... headers) {
        return Session.open(uri, builder -> withHeaders(builder, headers));
    }

    /** The status that an upgrade was refused with. */
    int refused(String uri, String... headers) {
        return Session.refused(uri, builder -> withHeaders(builder, headers));
    }

    private static WebSocket.Builder withHeaders(WebSocket.Builder builder, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder;
    }

    /** The head of the answer to an upgrade with these header lines, byte for byte. */
    String upgradeHeaders(String... lines) {
        try (var raw = RawSocket.connect(http.address("https"))) {
            return raw.upgrade(ROOT, lines);
        }
    }

    Session session() {
        return session(ROOT);
    }

    void addUser(String name, String password, String... roles) {
        directory.put(directory.withPassword(new User(name, "", Set.of(roles), "", ""), password));
    }

    /** A user {@code NAME:pw} with one role of these claims. */
    void addUserWith(String name, Claim... claims) {
        directory.put(new Role(name + "-role", Arrays.asList(claims)));
        addUser(name, "pw", name + "-role");
    }

    void addTenant(String name, Map<String, Set<String>> members, String... users) {
        directory.put(new Tenant(name, members, Set.of(users)));
    }

    String token(String user, Duration lifetime) {
        return directory
                .issue(new TokenRequest("user:" + user, user, lifetime, null, List.of()))
                .orElseThrow();
    }

    /** Publishes as the server itself would, so that the principal stays as given. */
    void publish(Event event) {
        var outcome = hub.publish(Principal.SYSTEM, event).toCompletableFuture().join();
        if (outcome instanceof PublishOutcome.Refused refused) {
            throw new AssertionError(refused.refusal());
        }
    }

    void publish(String type, String action, String key) {
        publish(Event.about(type, action, key).build());
    }

    void publish(String type, String action, String key, String object, String original) {
        publish(Event.about(type, action, key)
                .object(Json.parse(object))
                .original(Json.parse(original))
                .build());
    }

    @Override
    public void close() {
        http.close();
        dialect.close();
        hub.close();
        journal.close();
    }
}
