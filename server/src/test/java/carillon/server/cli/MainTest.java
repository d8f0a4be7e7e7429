package carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import carillon.server.bridge.Bridge;
import carillon.server.bridge.BridgeHost;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The command line without a server. */
class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aFilterThatParsesHasAPrice() {
        assertThat(run("filter", "check", "Stage=Eq(\"burn-in\")")).isZero();
        assertThat(out.toString()).contains("price");
    }

    @Test
    void aFilterThatDoesNotParseIsMarkedAtItsMistake() {
        assertThat(run("filter", "check", "Stage=Eq(local)")).isEqualTo(ExitCode.NEGATIVE);
        var lines = out.toString().lines().toList();
        assertThat(lines.get(0)).isEqualTo("Stage=Eq(local)");
        assertThat(lines.get(1)).startsWith("         ^");
    }

    @Test
    void aFilterIsExplainedOnAnEvent(@TempDir Path directory) throws IOException {
        var file = Files.writeString(
                directory.resolve("event.json"),
                "{\"Type\":\"machines\",\"Action\":\"update\",\"Key\":\"m1\",\"Object\":{\"Stage\":\"local\"}}");
        assertThat(run(
                        "filter",
                        "check",
                        "And(Type=Eq(\"machines\"),Stage=Eq(\"burn-in\"))",
                        "--event",
                        file.toString()))
                .isEqualTo(ExitCode.NEGATIVE);
        assertThat(out.toString()).contains("saw \"machines\"", "saw \"local\"");
    }

    @Test
    void theDefaultsAreAConfigurationThatIsRight(@TempDir Path directory) throws IOException {
        assertThat(run("config", "defaults")).isZero();
        var uncommented = out.toString().replaceAll("(?m)^#(?! )", "");
        var file = Files.writeString(directory.resolve("carillon.conf"), uncommented);
        assertThat(run("config", "check", "--config", file.toString()))
                .as(err.toString())
                .isZero();
    }

    @Test
    void theReferencePageOfSettingsIsUpToDate() throws IOException {
        assertThat(run("config", "docs")).isZero();
        assertThat(Files.readString(Path.of(System.getProperty("carillon.root"), "docs/reference/config.md")))
                .as("write it anew: ./carillon config docs > docs/reference/config.md")
                .isEqualTo(out.toString());
    }

    @Test
    void aMistakeInTheConfigurationIsNamedWithPlaceAndRemedy(@TempDir Path directory) throws IOException {
        var file = Files.writeString(
                directory.resolve("carillon.conf"), "# ours\nhttp.prot = 80\nws.queue-length = many\n");
        assertThat(run("config", "check", "--config", file.toString())).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString())
                .contains(file + " line 2", "did you mean 'http.port'?", file + " line 3", "a whole number from 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user list", "role list", "journal verify", "history rebuild"})
    void aMissingDataDirectoryIsNamed(String command, @TempDir Path directory) {
        var arguments = (command + " --data " + directory.resolve("nowhere")).split(" ");
        assertThat(run(arguments)).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString()).contains("nowhere", "--data");
    }

    @Test
    void noServerIsSaidPlainly() {
        assertThat(run("publish", "a.b.c", "--server", "http://127.0.0.1:1")).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString()).contains("no server answers", "carillon serve");
    }

    @Test
    void aSpecIsCheckedBeforeTheServerIsAsked() {
        assertThat(run("watch", "machines")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'machines' is no spec");
    }

    @Test
    void accountsCanBeMadeAndSeen(@TempDir Path data) {
        assertThat(run("role", "put", "operator", "--claim", "machines/*/*", "--data", data.toString()))
                .isZero();
        assertThat(err.toString()).doesNotContain("Warning");
        assertThat(run("role", "put", "typo", "--claim", "machine/get/*", "--data", data.toString()))
                .isZero();
        assertThat(err.toString()).contains("'machine' is no type", "did you mean 'machines'?");
        assertThat(run("role", "put", "a,b", "--claim", "*/*/*", "--data", data.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("role", "list", "--data", data.toString())).isZero();
        assertThat(out.toString()).contains("operator", "machines/*/*");
        assertThat(run("token", "mint", "nobody", "--data", data.toString())).isEqualTo(ExitCode.NEGATIVE);
        assertThat(run("token", "mint", "admin", "--data", data.toString())).isZero();
        assertThat(out.toString().lines().toList().getLast()).matches("[A-Za-z0-9._=-]{40,}");
    }

    @Test
    void keysOfTheBridgeAreAddedListedAndRemoved(@TempDir Path data) throws IOException {
        var stored = RegisteredKey.stored(BridgeHost.keys().getPublic());
        var pem = Files.write(data.resolve("desk.pem"), Base64.getDecoder().decode(stored));
        var base64 = Files.writeString(data.resolve("atlas.pub"), stored + "\n");
        assertThat(run("bridge", "key", "add", "desk", pem.toString(), "--data", data.toString()))
                .isZero();
        assertThat(run("bridge", "key", "add", "atlas", base64.toString(), "--data", data.toString()))
                .isZero();
        assertThat(new KeyRing(data.resolve(Bridge.KEYS)).all())
                .extracting(RegisteredKey::owner, RegisteredKey::key)
                .containsExactly(tuple("desk", stored), tuple("atlas", stored));
        assertThat(run("bridge", "key", "list", "--data", data.toString())).isZero();
        assertThat(out.toString())
                .contains("desk  " + RegisteredKey.checksum(stored), "atlas  " + RegisteredKey.checksum(stored));
        assertThat(run("bridge", "key", "remove", "desk", "--data", data.toString()))
                .isZero();
        assertThat(run("bridge", "key", "remove", "desk", "--data", data.toString()))
                .isEqualTo(ExitCode.NEGATIVE);
        assertThat(err.toString()).contains("there is no key of desk", "key list");
        var empty = Files.writeString(data.resolve("empty"), "no key");
        assertThat(run("bridge", "key", "add", "x", empty.toString(), "--data", data.toString()))
                .isEqualTo(ExitCode.NEGATIVE);
        assertThat(err.toString()).contains("holds no public RSA key", "openssl");
    }

    @Test
    void helpAndVersionAnswer() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("serve", "watch", "Exit codes");
        assertThat(run("version")).isZero();
        assertThat(run("frobnicate")).isEqualTo(ExitCode.USAGE);
        assertThat(run("generate-completion")).isZero();
    }

    @ParameterizedTest(name = "{0} --help")
    @MethodSource("commands")
    void helpExplainsEveryCommandAndAllItTakes(String name) {
        assertThat(run((name + " --help").trim().split(" "))).isZero();
        var help = out.toString();
        var command = Main.commandLine();
        for (var word : name.isEmpty() ? new String[0] : name.split(" ")) {
            command = Objects.requireNonNull(command.getSubcommands().get(word), word);
        }
        var spec = command.getCommandSpec();
        assertThat(help).contains("Usage: carillon " + name);
        assertThat(spec.usageMessage().description()).as("what it does").isNotEmpty();
        for (var argument : spec.args()) {
            if (!argument.hidden()) {
                assertThat(argument.description()).as("%s: %s", name, argument).isNotEmpty();
                assertThat(help)
                        .contains(argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel());
            }
        }
    }

    static Stream<String> commands() {
        return commands("", Main.commandLine());
    }

    private static Stream<String> commands(String name, CommandLine command) {
        return Stream.concat(
                Stream.of(name),
                command.getSubcommands().entrySet().stream()
                        .flatMap(sub -> commands((name + " " + sub.getKey()).trim(), sub.getValue())));
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
