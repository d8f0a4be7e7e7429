package carillon.server.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Principal;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.app.TestServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {

    private static final Event EVENT = Event.about("machines", "update", "n7")
            .object(Json.parse("{\"Stage\":\"burn-in\"}"))
            .build();

    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestServer server;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() {
        server = new TestServer(data, Map.of());
        server.server()
                .hub()
                .publish(Principal.SYSTEM, EVENT)
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void nothingKeepsItFromAnAdministrator() {
        assertThat(explain(EVENT.id())).isZero();
        assertThat(out.toString()).contains("stored", "visibility", "Nothing prevents delivery");
    }

    @Test
    void theTermThatFailsIsNamedWithWhatItSaw() {
        assertThat(explain(EVENT.id(), "--spec", "machines.*.*.Stage=Eq(\"ready\")"))
                .isEqualTo(ExitCode.NEGATIVE);
        assertThat(out.toString()).contains("false Stage=Eq(\"ready\")   saw \"burn-in\"", "skipped", "Not delivered");
    }

    @Test
    void theServersAnswerCanBeHadAsItIs() {
        assertThat(explain(EVENT.id(), "--for", "nobody-of-that-name", "--json"))
                .isEqualTo(ExitCode.NEGATIVE);
        assertThat(Json.parse(out.toString()).tree().path("delivered").asBoolean(true))
                .isFalse();
    }

    @Test
    void whatTheServerRefusesIsToldAsItTellsIt() {
        assertThat(explain("no-such-id")).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString()).contains("there is no event no-such-id");
        assertThat(explain(EVENT.id(), "--spec", "machines")).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void theServersOwnCertificateHasToBeNamed() {
        var https = requireNonNull(server.server().listeners().get("https"));
        assertThat(explainAt(https, EVENT.id())).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString()).contains("--cacert", "tls/certificate.pem");
        var certificate = data.resolve("tls/certificate.pem").toString();
        assertThat(explainAt(https, EVENT.id(), "--cacert", certificate)).isZero();
        assertThat(explainAt(
                        https,
                        EVENT.id(),
                        "--cacert",
                        data.resolve("access.json").toString()))
                .isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString()).contains("access.json holds no certificate");
    }

    @Test
    void aTlsPortIsNotSpokenToInTheClear() {
        var https = requireNonNull(server.server().listeners().get("https"));
        assertThat(explainAt(https.replace("https://", ""), EVENT.id())).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString()).contains("https://");
    }

    @Test
    void credentialsThatNobodyGaveGoToNoOtherMachine() {
        assertThat(Main.commandLine()
                        .setErr(new PrintWriter(err, true))
                        .execute("explain", "--server", "http://192.0.2.1:9081", "x"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no credentials", "CARILLON_TOKEN");
    }

    private int explain(String... arguments) {
        return explainAt(server.base().toString(), arguments);
    }

    private int explainAt(String address, String... arguments) {
        var all = Stream.concat(
                List.of("explain", "--server", address, "--user", "rocketskates:r0cketsk8ts").stream(),
                Stream.of(arguments));
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
