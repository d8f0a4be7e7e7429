package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.server.keylogin.Challenge;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.Lockout;
import carillon.server.keylogin.RegisteredKey;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Checklist of sysadm-events, authentication and session, in both dialects. */
@ParameterizedClass
@EnumSource(Dialect.class)
class AuthItemsTest {

    private static final String QUERY = "{'namespace':'rpc','name':'query','id':'q','args':{}}";
    private static final String SUBSCRIBE =
            "{'namespace':'events','name':'subscribe','id':'s','args':['system-state','dispatcher']}";
    private static final String STAGE1 = "{'namespace':'rpc','name':'auth_ssl','id':'s1','args':''}";

    private final Dialect dialect;
    private Host host;

    AuthItemsTest(Dialect dialect) {
        this.dialect = dialect;
        this.host = new Host(dialect);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    @DisplayName("sysadm 20: identify works before login")
    void item020_identify() {
        try (var client = host.connect()) {
            assertThat(client.ask("{'namespace':'rpc','name':'identify','id':'i','args':{}}")
                            .path("args")
                            .toString())
                    .isEqualTo("{\"hostname\":\"atlas\",\"type\":\"server\"}");
            isError(client.ask("{'namespace':'rpc','name':'Identify','id':'i','args':{}}"), 401);
        }
    }

    @Test
    @DisplayName("sysadm 21: a login returns token and remaining seconds")
    void item021_login() {
        try (var client = host.connect()) {
            var args = client.ask(Host.LOGIN.formatted("ada", "ada-pw")).path("args");
            assertThat(args.get(0).stringValue()).matches("[A-Za-z0-9]{20}");
            assertThat(args.get(1).asInt()).isEqualTo(900);
        }
    }

    @Test
    @DisplayName("sysadm 22-24: a wrong password is 401, also while somebody else is logged in")
    void item022_023_024_wrongPassword() {
        try (var ada = host.login("ada");
                var client = host.connect()) {
            isError(client.ask(Host.LOGIN.formatted("ada", "wrong")), 401);
            isError(client.ask(Host.LOGIN.formatted("nobody", "wrong")), 401);
            isError(client.ask(Host.LOGIN.formatted("eve", "eve-pw")), 401);
            isError(client.ask(SUBSCRIBE), 401);
            assertThat(client.isOpen()).isTrue();
            assertThat(ada.ask(QUERY).path("name").stringValue()).isEqualTo("response");
        }
    }

    @Test
    @DisplayName("sysadm 25: the empty token never authenticates, nor does part of one")
    void item025_emptyToken() {
        try (var ada = host.connect();
                var client = host.connect()) {
            var token = token(ada.ask(Host.LOGIN.formatted("ada", "ada-pw")));
            isError(client.ask(withToken("")), 401);
            isError(client.ask(withToken(token.substring(0, 10))), 401);
            isError(client.ask(withToken(token + "x")), 401);
            isError(client.ask("{'namespace':'rpc','name':'auth_token','id':'t','args':{}}"), 401);
            isError(client.ask("{'namespace':'rpc','name':'auth_token','id':'t','args':{'token':7}}"), 401);
            isError(client.ask(QUERY), 401);
        }
    }

    @Test
    @DisplayName("sysadm 26, 27: a token serves two connections until one repeats it")
    void item026_027_sharedToken() {
        try (var first = host.connect();
                var second = host.connect()) {
            var token = token(first.ask(Host.LOGIN.formatted("ada", "ada-pw")));
            assertThat(token(second.ask(withToken(token)))).isEqualTo(token);
            isError(second.ask(withToken(token)), 401);
            isError(first.ask(QUERY), 401);
        }
    }

    @Test
    @DisplayName("sysadm 28, 29: auth_clear answers nothing and ends events")
    void item028_029_clear() {
        try (var client = host.login("ada")) {
            client.ask(SUBSCRIBE);
            client.send("{'namespace':'rpc','name':'auth_clear','id':'c','args':{}}");
            isError(client.ask(QUERY), 401);
            host.publish("system_state", "{'hostname':'h','priority':'0/Information'}");
            assertThat(client.before()).isEmpty();
        }
    }

    @Test
    @DisplayName("sysadm 5.5: with keep-subscriptions events go on after auth_clear")
    void keepSubscriptions() {
        host.close();
        host = new Host(dialect, config -> config.withLogins(true, true), Host.quickJobs());
        try (var client = host.login("ada")) {
            client.ask(SUBSCRIBE);
            client.send("{'namespace':'rpc','name':'auth_clear','id':'c','args':{}}");
            host.publish("system_state", "{'hostname':'h','priority':'0/Information'}");
            assertThat(client.next().path("name").stringValue())
                    .isEqualTo(dialect == Dialect.WIRE ? "system-state" : "system_state");
        }
    }

    @Test
    @DisplayName("sysadm 30, 31: auth_bogus logs out; array arguments are 401")
    void item030_031_bogus() {
        try (var client = host.login("ada")) {
            isError(client.ask("{'namespace':'rpc','name':'auth_bogus','id':'b','args':{}}"), 401);
            isError(client.ask(QUERY), 401);
            isError(client.ask("{'namespace':'rpc','name':'auth','id':'b','args':['ada','ada-pw']}"), 401);
        }
    }

    @Test
    @DisplayName("sysadm 32-34: key login, and its answer is good once")
    void item032_033_034_keyLogin() throws Exception {
        var pair = register("bob");
        try (var client = host.connect()) {
            var challenge = client.ask(STAGE1).path("args").path("test_string").stringValue();
            assertThat(challenge).matches("[A-Za-z0-9]{20}");
            var answer = stage2(Challenge.answer(challenge, pair.getPrivate()));
            assertThat(token(client.ask(answer))).hasSize(20);
            // bob has limited access, and so has his key.
            assertThat(client.ask(QUERY).path("args").path("rpc/dispatcher").stringValue())
                    .isEqualTo("read");
            isError(client.ask(answer), 401);
        }
    }

    @Test
    @DisplayName("sysadm 5.4: a challenge is good on its own connection, for a registered key alone")
    void challengesBelongToTheirConnection() throws Exception {
        var pair = register("ada");
        var other = keys();
        try (var first = host.connect();
                var second = host.connect()) {
            var challenge = first.ask(STAGE1).path("args").path("test_string").stringValue();
            second.ask(STAGE1);
            isError(second.ask(stage2(Challenge.answer(challenge, pair.getPrivate()))), 401);
            isError(first.ask(stage2(Challenge.answer(challenge, other.getPrivate()))), 401);
            isError(first.ask(stage2(Challenge.answer(challenge, pair.getPrivate()))), 401);
            isError(first.ask(stage2("not base64!")), 401);
        }
    }

    @Test
    @DisplayName("sysadm 35: an answer after 30 s is too late")
    void item035_late() throws Exception {
        var pair = register("ada");
        try (var client = host.connect()) {
            var challenge = client.ask(STAGE1).path("args").path("test_string").stringValue();
            host.clock.advance(Duration.ofSeconds(31));
            isError(client.ask(stage2(Challenge.answer(challenge, pair.getPrivate()))), 401);
        }
    }

    @Test
    @DisplayName("sysadm 36: stage 1 logs out")
    void item036_stage1LogsOut() {
        try (var client = host.login("ada")) {
            client.ask(STAGE1);
            isError(client.ask(QUERY), 401);
        }
    }

    @Test
    @DisplayName("sysadm 37, 38: the login has to come before the deadline")
    void item037_038_deadline() throws Exception {
        times(Duration.ofMillis(400), Duration.ofMinutes(1));
        try (var stranger = host.connect();
                var ada = host.login("ada")) {
            assertThat(stranger.closed()).isEqualTo("1000 ");
            assertThat(ada.ask(QUERY).path("name").stringValue()).isEqualTo("response");
            assertThat(ada.isOpen()).isTrue();
        }
    }

    @Test
    @DisplayName("sysadm 39: silence closes, whatever goes out and whatever pings come in")
    void item039_idle() throws Exception {
        times(Duration.ofSeconds(30), Duration.ofMillis(600));
        try (var client = host.login("ada")) {
            client.ask(SUBSCRIBE);
            while (client.isOpen()) {
                host.publish("system_state", "{'hostname':'h','priority':'0/Information'}");
                try {
                    client.sendPing();
                } catch (java.util.concurrent.CompletionException closedMeanwhile) {
                    break;
                }
                client.poll(Duration.ofMillis(50));
            }
            assertThat(client.closed()).isEqualTo("1000 ");
        }
    }

    @Test
    @DisplayName("sysadm 40: any message, even an invalid one, counts as life")
    void item040_invalidMessagesCount() throws Exception {
        times(Duration.ofSeconds(30), Duration.ofMillis(600));
        long start = System.nanoTime();
        try (var client = host.login("ada")) {
            for (int i = 0; i < 6; i++) {
                client.sendRaw("{garbage");
                client.text();
                client.poll(Duration.ofMillis(200));
            }
            assertThat(System.nanoTime() - start).isGreaterThan(1_200_000_000L);
            assertThat(client.isOpen()).isTrue();
            assertThat(client.closed()).isEqualTo("1000 ");
        }
    }

    @Test
    @DisplayName("sysadm 41: tokens live 900 s after their last use")
    void item041_sliding() {
        try (var client = host.login("ada")) {
            host.clock.advance(Duration.ofSeconds(800));
            assertThat(client.ask(QUERY).path("name").stringValue()).isEqualTo("response");
            host.clock.advance(Duration.ofSeconds(800));
            assertThat(client.ask(QUERY).path("name").stringValue()).isEqualTo("response");
            host.clock.advance(Duration.ofMinutes(15));
            isError(client.ask(QUERY), 401);
        }
    }

    @Test
    @DisplayName("sysadm 5.1: a password change ends the tokens of the user")
    void revokedUsersAreLoggedOut() {
        try (var client = host.login("ada")) {
            host.directory.put(
                    host.directory.withPassword(host.directory.user("ada").orElseThrow(), "another"));
            isError(client.ask(QUERY), 401);
        }
    }

    @Test
    @DisplayName("sysadm 42: a success forgets failures")
    void item042_successForgets() {
        var uri = host.wsFromOutside();
        try (var client = Client.to(uri)) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 4; i++) {
                    isError(client.ask(Host.LOGIN.formatted("ada", "wrong")), 401);
                }
                assertThat(token(client.ask(Host.LOGIN.formatted("ada", "ada-pw"))))
                        .hasSize(20);
            }
        }
    }

    @Test
    @DisplayName("sysadm 43, 44: the fifth failure blocks the address, open connections included")
    void item043_044_block() throws Exception {
        var uri = host.wsFromOutside();
        try (var open = Client.to(uri);
                var failing = Client.to(uri)) {
            for (int i = 0; i < 5; i++) {
                isError(failing.ask(Host.LOGIN.formatted("ada", "wrong")), 401);
            }
            try (var fresh = Client.to(uri)) {
                assertThat(fresh.closed()).isEqualTo("1000 ");
                assertThat(fresh.poll(Duration.ofMillis(1))).isNull();
            }
            isError(open.ask(Host.LOGIN.formatted("ada", "ada-pw")), 403);
            assertThat(open.closed()).isEqualTo("1000 Too Many Authorization Failures - Try again later");
        }
        // Another hub on the same data directory still knows, and an hour later has forgotten.
        var again = new Lockout(SysAdmConfig.LOCKOUT, host.data.resolve("sysadm-lockout.json"), host.clock);
        assertThat(again.blocked(Host.outside())).isTrue();
        host.clock.advance(Duration.ofMinutes(61));
        assertThat(again.blocked(Host.outside())).isFalse();
    }

    @Test
    @DisplayName("sysadm 5.7: as many guesses at once are no more than one after another")
    void guessesAtOnce() throws Exception {
        var clients = new ArrayList<Client>();
        try {
            for (int i = 0; i < 24; i++) {
                clients.add(Client.to(host.wsFromOutside()));
            }
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).send(Host.LOGIN.formatted("ada", "wrong" + i));
            }
            for (var client : clients) {
                assertThat(client.next().path("name").stringValue()).isEqualTo("error");
            }
            assertThat(host.gate.counters().failed.sum()).isEqualTo(5);
            assertThat(host.gate.counters().throttled.sum()).isZero();
        } finally {
            clients.forEach(Client::close);
        }
    }

    @Test
    @DisplayName("sysadm 11: a removed key ends what logged in with it, at once, and nothing else")
    void removedKey() throws Exception {
        var pair = register("bob");
        var other = register("bob");
        try (var ada = host.login("ada");
                var byKey = host.connect();
                var shared = host.connect();
                var byOther = host.connect();
                var byPassword = host.login("bob")) {
            var token = token(login(byKey, pair));
            shared.ask("{'namespace':'rpc','name':'auth_token','id':'t','args':{'token':'" + token + "'}}");
            login(byOther, other);
            for (var client : List.of(byKey, shared, byOther, byPassword)) {
                client.ask(SUBSCRIBE);
                client.before();
            }
            ada.ask(settings(
                    "revoke_ssl_cert", "'user':'bob','pub_key':'" + RegisteredKey.stored(pair.getPublic()) + "'"));
            isError(byKey.ask(QUERY), 401);
            isError(shared.ask(QUERY), 401);
            assertThat(byOther.ask(QUERY).path("name").stringValue()).isEqualTo("response");
            assertThat(byPassword.ask(QUERY).path("name").stringValue()).isEqualTo("response");
            assertThat(byOther.isOpen()).isTrue();
            // By hand as well, in the file; the subscription ends without a request.
            new KeyRing(host.data.resolve("sysadm-keys.json")).remove(key -> true);
            await().untilAsserted(() -> assertThat(host.hub.sessions().size()).isEqualTo(2));
            isError(byOther.ask(QUERY), 401);
            assertThat(byPassword.ask(QUERY).path("name").stringValue()).isEqualTo("response");
        }
    }

    private JsonNode login(Client client, KeyPair pair) {
        var challenge = client.ask(STAGE1).path("args").path("test_string").stringValue();
        return client.ask(stage2(Challenge.answer(challenge, pair.getPrivate())));
    }

    @Test
    @DisplayName("sysadm 45: loopback is never blocked")
    void item045_loopback() throws Exception {
        try (var client = host.connect()) {
            for (int i = 0; i < 12; i++) {
                isError(client.ask(Host.LOGIN.formatted("ada", "wrong")), 401);
            }
            assertThat(token(client.ask(Host.LOGIN.formatted("ada", "ada-pw")))).hasSize(20);
        }
        var lockout = new Lockout(SysAdmConfig.LOCKOUT, host.data.resolve("other.json"), host.clock);
        for (var name : new String[] {"127.0.0.1", "::1", "::ffff:127.0.0.1", "127.9.9.9"}) {
            var address = InetAddress.getByName(name);
            for (int i = 0; i < 9; i++) {
                lockout.failed(address);
            }
            assertThat(lockout.blocked(address)).isFalse();
        }
    }

    @Test
    @DisplayName("sysadm 46: failures far apart never block")
    void item046_farApart() throws Exception {
        var lockout = new Lockout(SysAdmConfig.LOCKOUT, host.data.resolve("other.json"), host.clock);
        var address = InetAddress.getByName("192.0.2.7");
        for (int i = 0; i < 20; i++) {
            lockout.failed(address);
            host.clock.advance(Duration.ofMinutes(11));
        }
        assertThat(lockout.blocked(address)).isFalse();
        for (int i = 0; i < 5; i++) {
            lockout.failed(address);
        }
        assertThat(lockout.blocked(address)).isTrue();
        assertThat(lockout.blocked(InetAddress.getByName("2.0.2.7"))).isFalse();
    }

    @Test
    @DisplayName("sysadm 47: what may be done depends on the access")
    void item047_query() {
        try (var ada = host.login("ada");
                var bob = host.login("bob")) {
            assertThat(ada.ask(QUERY).path("args").path("rpc/dispatcher").stringValue())
                    .isEqualTo("read/write");
            assertThat(bob.ask(QUERY).path("args").path("rpc/dispatcher").stringValue())
                    .isEqualTo("read");
        }
    }

    @Test
    @DisplayName("sysadm 11: keys are registered, listed and revoked, others' with full access alone")
    void keySettings() throws Exception {
        var key = RegisteredKey.stored(keys().getPublic());
        try (var ada = host.login("ada");
                var bob = host.login("bob")) {
            assertThat(bob.ask(settings("register_ssl_cert", "'pub_key':'" + key + "','nickname':'desk'"))
                            .path("args")
                            .toString())
                    .isEqualTo("{}");
            isError(bob.ask(settings("register_ssl_cert", "'pub_key':'rubbish'")), 400);
            assertThat(bob.ask(settings("list_ssl_checksums", "'x':1"))
                            .path("args")
                            .toString())
                    .isEqualTo("{\"md5_keys\":[\"" + RegisteredKey.checksum(key) + "\"]}");
            assertThat(ada.ask(settings("list_ssl_certs", "'x':1"))
                            .path("args")
                            .path("bob")
                            .has(key))
                    .isTrue();
            isError(bob.ask(settings("revoke_ssl_cert", "'pub_key':'x','user':'ada'")), 403);
            isError(ada.ask(settings("revoke_ssl_cert", "'pub_key':'x','user':'bob'")), 400);
            ada.ask(settings("revoke_ssl_cert", "'pub_key':'" + key + "','user':'bob'"));
            assertThat(bob.ask(settings("list_ssl_certs", "'x':1")).path("args").toString())
                    .isEqualTo("{}");
            isError(bob.ask(settings("list_certificates", "'x':1")), 400);
        }
    }

    @Test
    @DisplayName("sysadm 5.4: the checksum of a key")
    void checksum() {
        assertThat(RegisteredKey.checksum("QUJD")).isEqualTo("kC+90rHfDE9wtKXSNSXpMg==");
    }

    private static String settings(String action, String more) {
        return "{'namespace':'rpc','name':'settings','id':'k','args':{'action':'" + action + "'," + more + "}}";
    }

    private void times(Duration deadline, Duration idle) {
        host.close();
        var times = new SysAdmConfig.Times(deadline, idle, Duration.ofMinutes(15), Duration.ofSeconds(30));
        host = new Host(dialect, config -> config.with(times), Host.quickJobs());
    }

    private KeyPair register(String user) throws Exception {
        var pair = keys();
        new KeyRing(host.data.resolve("sysadm-keys.json"))
                .add(new RegisteredKey(user, "", "", RegisteredKey.stored(pair.getPublic())));
        return pair;
    }

    private static KeyPair keys() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        return generator.generateKeyPair();
    }

    private static String stage2(String encrypted) {
        return "{'namespace':'rpc','name':'auth_ssl','id':'s2','args':{'encrypted_string':'" + encrypted + "'}}";
    }

    private static String withToken(String token) {
        return "{'namespace':'rpc','name':'auth_token','id':'t','args':{'token':'" + token + "'}}";
    }

    private static String token(JsonNode reply) {
        return reply.path("args").path(0).asString("");
    }

    private static void isError(JsonNode frame, int code) {
        assertThat(frame.path("name").stringValue()).isEqualTo("error");
        assertThat(frame.path("args").path("code").asString("")).isEqualTo(Integer.toString(code));
    }
}
