package carillon.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Directory;
import carillon.core.access.OpenSessions;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.access.Tenant;
import carillon.core.access.TokenRequest;
import carillon.core.access.User;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Guessing passwords is slow, whoever guesses; those who have logged in before do not notice. */
class LoginGateTest {

    private static final String RIGHT = "a-password-for-tests";

    /** As docs/operations/logins.md gives it to fail2ban. */
    private static final String LINE = "login failed: address=\\S+ user='[^']*' reason=[a-z-]+( unlogged=\\d+)?";

    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init") // set before each test
    private FileDirectory directory;

    @SuppressWarnings("NullAway.Init") // set before each test
    private LoginGate gate;

    @BeforeEach
    void open() {
        directory = FileDirectory.open(data, new AccessConfig(1, Duration.ofMinutes(1), InstantSource.system()))
                .directory();
        directory.put(Role.SUPERUSER);
        for (var name : List.of("ada", "eve")) {
            directory.put(directory.withPassword(new User(name, "", Set.of(), "", ""), RIGHT));
        }
        gate = new LoginGate(directory, new OpenSessions());
    }

    @Test
    @DisplayName("72 wrong ones for a name, from 72 addresses, and the right one is not checked for a while")
    void byName() throws Exception {
        for (int i = 0; i < 72; i++) {
            gate.password("ada", "wrong" + i, address("192.0.2." + i));
        }
        assertThat(gate.counters().failed.sum()).isBetween(30L, 35L);
        assertThat(gate.password("ada", RIGHT, address("198.51.100.1")))
                .isInstanceOfSatisfying(
                        LoginOutcome.TooMany.class,
                        many -> assertThat(many.retryAfter()).isBetween(Duration.ZERO, Duration.ofSeconds(7)));
        assertThat(gate.password("eve", RIGHT, address("198.51.100.1"))).isInstanceOf(LoginOutcome.Accepted.class);
    }

    @Test
    @DisplayName("name after name from one address, and from one network of IPv6")
    void byAddress() throws Exception {
        for (int i = 0; i < 100; i++) {
            gate.password("name" + i, "wrong", address("192.0.2.1"));
            gate.password("name" + i, "wrong", address("2001:db8::" + Integer.toHexString(i + 1)));
        }
        assertThat(gate.counters().failed.sum()).isBetween(40L, 50L);
        assertThat(gate.password("ada", RIGHT, address("192.0.2.1"))).isInstanceOf(LoginOutcome.TooMany.class);
        assertThat(gate.password("ada", RIGHT, address("2001:db8::ffff"))).isInstanceOf(LoginOutcome.TooMany.class);
        assertThat(gate.password("ada", RIGHT, address("2001:db8:0:1::1"))).isInstanceOf(LoginOutcome.Accepted.class);
    }

    @Test
    @DisplayName("as many at once are not as many guesses more")
    void atOnce() throws Exception {
        var guesses = new ArrayList<Callable<LoginOutcome>>();
        for (int i = 0; i < 250; i++) {
            var guess = "wrong" + i;
            guesses.add(() -> gate.password("ada", guess, address("192.0.2.1")));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(guesses);
        }
        assertThat(gate.counters().failed.sum()).isBetween(1L, 22L);
        assertThat(gate.counters().throttled.sum()).isGreaterThan(200);
    }

    /** The throttle has nothing against any of them: other names, and loopback, or a few of each address. */
    @Test
    @DisplayName(
            "no more than 32 wait for their check at a time, 16 of loopback, 4 of an address; the others are told so at once")
    void waiting() throws Exception {
        var slow = new SlowDirectory(directory);
        var queued = new LoginGate(slow, new OpenSessions());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                guess(queued, threads, "127.0.0.1", 100);
                await().until(() -> queued.counters().throttled.sum() == 84);
                for (int i = 1; i <= 5; i++) {
                    guess(queued, threads, "192.0.2." + i, 10);
                }
                // Four addresses have four places each; there are none left for the fifth.
                await().until(() -> queued.counters().throttled.sum() == 84 + 4 * 6 + 10);
                assertThat(queued.counters().failed.sum()).isZero();
            } finally {
                slow.goOn.countDown();
            }
        }
        assertThat(queued.counters().failed.sum()).isEqualTo(32);
    }

    private static void guess(LoginGate gate, Executor threads, String from, int times) {
        for (int i = 0; i < times; i++) {
            var name = from + " " + i;
            threads.execute(() -> gate.password(name, "wrong", address(from)));
        }
    }

    /** One whose password checks take as long as the test says. */
    private static final class SlowDirectory implements Directory {

        final CountDownLatch goOn = new CountDownLatch(1);
        private final Directory directory;

        SlowDirectory(Directory directory) {
            this.directory = directory;
        }

        @Override
        public Authentication password(String user, String password) {
            try {
                goOn.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return new Authentication.WrongPassword();
        }

        @Override
        public Optional<Authentication> rememberedPassword(String user, String password) {
            return Optional.empty();
        }

        @Override
        public Authentication token(String token) {
            return directory.token(token);
        }

        @Override
        public Optional<String> issue(TokenRequest request) {
            return directory.issue(request);
        }

        @Override
        public Optional<User> user(String name) {
            return directory.user(name);
        }

        @Override
        public Optional<User> userShownAs(UUID id) {
            return directory.userShownAs(id);
        }

        @Override
        public Collection<User> users() {
            return directory.users();
        }

        @Override
        public Collection<Role> roles() {
            return directory.roles();
        }

        @Override
        public Collection<Tenant> tenants() {
            return directory.tenants();
        }

        @Override
        public void put(User user) {
            directory.put(user);
        }

        @Override
        public void put(Role role) {
            directory.put(role);
        }

        @Override
        public void put(Tenant tenant) {
            directory.put(tenant);
        }

        @Override
        public boolean removeUser(String name) {
            return directory.removeUser(name);
        }

        @Override
        public boolean removeRole(String name) {
            return directory.removeRole(name);
        }

        @Override
        public boolean removeTenant(String name) {
            return directory.removeTenant(name);
        }

        @Override
        public User withPassword(User user, String password) {
            return directory.withPassword(user, password);
        }

        @Override
        public boolean stands(Principal principal) {
            return directory.stands(principal);
        }

        @Override
        public void onRevoked(Consumer<String> listener) {
            directory.onRevoked(listener);
        }
    }

    @Test
    @DisplayName("what was right a moment ago, tokens, and places that a name has logged in from go on")
    void known() throws Exception {
        var home = address("192.0.2.7");
        assertThat(gate.password("ada", RIGHT, home)).isInstanceOf(LoginOutcome.Accepted.class);
        var token = directory
                .issue(new TokenRequest("user:ada", "ada", Duration.ofHours(1), null, List.of()))
                .orElseThrow();
        for (int i = 0; i < 100; i++) {
            gate.password("ada", "wrong" + i, address("198.51.100." + i));
        }
        assertThat(gate.password("ada", RIGHT, address("203.0.113.1"))).isInstanceOf(LoginOutcome.Accepted.class);
        assertThat(gate.token(token, address("203.0.113.1"))).isInstanceOf(LoginOutcome.Accepted.class);
        // Another password is remembered nowhere; the place is.
        directory.put(directory.withPassword(directory.user("ada").orElseThrow(), "another"));
        assertThat(gate.password("ada", "another", address("203.0.113.1"))).isInstanceOf(LoginOutcome.TooMany.class);
        assertThat(gate.password("ada", "another", home)).isInstanceOf(LoginOutcome.Accepted.class);
    }

    @Test
    @DisplayName(
            "one line for a failure, whatever the name is, without the password, and not more than a hundred at once")
    void log() throws Exception {
        var lines = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(LoginGate.LOGGER);
        lines.start();
        logger.addAppender(lines);
        try {
            gate.password(
                    "a\"\nlogin failed: address=1.2.3.4 \u001b[31m" + "x".repeat(1_000),
                    "se-cret",
                    address("192.0.2.9"));
            for (int i = 0; i < 300; i++) {
                gate.password("ada", "wrong" + i, address("192.0.2.9"));
            }
        } finally {
            logger.detachAppender(lines);
        }
        var texts = lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(texts).hasSizeBetween(100, 200).allMatch(text -> text.matches(LINE));
        assertThat(texts.getFirst())
                .startsWith("login failed: address=192.0.2.9 user='a\\u0022\\u000alogin failed")
                .endsWith("...' reason=wrong-password")
                .doesNotContain("se-cret");
    }

    @Test
    @DisplayName(
            "the expression for fail2ban finds the address in the whole line, as it is written, whatever the name is")
    void fail2ban() throws Exception {
        var page = Files.readString(Path.of(System.getProperty("carillon.root"), "docs/operations/logins.md"));
        var expression = page.lines()
                .filter(line -> line.startsWith("failregex = "))
                .map(line -> line.substring("failregex = ".length()))
                .findFirst()
                .orElseThrow();
        // What fail2ban puts there, as far as this test needs it.
        var pattern = Pattern.compile(expression.replace("<HOST>", "(?<host>[0-9a-f.:]+)"));
        var lines = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(LoginGate.LOGGER);
        lines.start();
        logger.addAppender(lines);
        try {
            for (var name : List.of(
                    "ada",
                    "a' reason=x logger=logins msg=\"login failed: address=198.51.100.9 user='b",
                    "a\nlevel=WARN  thread=x logger=logins msg=\"login failed: address=198.51.100.9 user='b' reason=y",
                    "\u00e4\u2028" + "x".repeat(200))) {
                gate.password(name, "wrong", address("192.0.2.7"));
                gate.password(name, "wrong", address("2001:db8::7"));
            }
            gate.key(address("192.0.2.7"), Optional::empty);
        } finally {
            logger.detachAppender(lines);
        }
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        var written = ((ConsoleAppender<ILoggingEvent>) root.getAppender("stderr")).getEncoder();
        assertThat(lines.list).hasSize(9);
        for (var event : lines.list) {
            var line = new String(written.encode(event), StandardCharsets.UTF_8);
            assertThat(line.lines()).hasSize(1);
            var found = pattern.matcher(line);
            assertThat(found.find()).as(line).isTrue();
            assertThat(found.group("host")).as(line).isIn("192.0.2.7", "2001:db8:0:0:0:0:0:7");
        }
        assertThat(pattern.matcher(page.lines()
                                .filter(line -> line.contains(" level=WARN "))
                                .findFirst()
                                .orElseThrow())
                        .find())
                .isTrue();
    }

    @Test
    @DisplayName("keys are counted by address alone: guesses from one lock nobody out elsewhere")
    void keys() {
        for (int i = 0; i < 60; i++) {
            gate.key(address("192.0.2.1"), Optional::empty);
        }
        assertThat(gate.counters().failed.sum()).isBetween(20L, 25L);
        assertThat(gate.counters().throttled.sum()).isBetween(35L, 40L);
        assertThat(gate.key(address("192.0.2.1"), () -> Optional.of("key"))).isEmpty();
        for (int i = 0; i < 60; i++) {
            assertThat(gate.key(address("192.0.2.2"), () -> Optional.of("key"))).contains("key");
        }
        assertThat(gate.counters().accepted.sum()).isEqualTo(60);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
