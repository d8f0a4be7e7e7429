package carillon.server.cli;

import carillon.server.bridge.Bridge;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code carillon bridge}: which keys may log in to the bridge. */
@Command(name = "bridge", description = "Administers the bridge.", subcommands = BridgeCommand.Key.class)
final class BridgeCommand {

    @Command(
            name = "key",
            description = "Adds, lists and removes keys. A running bridge picks up changes at once.",
            subcommands = {BridgeCommand.Add.class, BridgeCommand.Show.class, BridgeCommand.Remove.class})
    static final class Key {}

    /** The ring of a data directory. */
    static final class Ring {

        @Mixin
        private DataDirectory data = new DataDirectory();

        KeyRing open() {
            return new KeyRing(data.existing().resolve(Bridge.KEYS));
        }
    }

    @Command(name = "add", description = "Registers a public key under a nickname, one for each.")
    static final class Add extends CliCommand {

        @Mixin
        private Ring ring = new Ring();

        @Parameters(paramLabel = "NICKNAME", index = "0", description = "What the key is called.")
        private String nickname = "";

        @Parameters(
                paramLabel = "FILE",
                index = "1",
                description = "Public RSA key: PEM (BEGIN PUBLIC KEY), or base64 of it as the stock client shows it.")
        private Path file = Path.of("");

        @Override
        public Integer call() {
            var keys = ring.open();
            var stored = stored(read());
            if (RegisteredKey.parse(stored).isEmpty()) {
                throw new CliFailure(
                        ExitCode.NEGATIVE,
                        file + " holds no public RSA key; make one with: openssl rsa -in private.pem -pubout");
            }
            keys.remove(key -> key.owner().equals(nickname));
            keys.add(new RegisteredKey(nickname, nickname, "", stored));
            out().println("Added " + nickname + ", checksum " + RegisteredKey.checksum(stored));
            return ExitCode.OK;
        }

        private String read() {
            try {
                return Files.readString(file);
            } catch (IOException unreadable) {
                throw new CliFailure(ExitCode.UNAVAILABLE, "cannot read " + file + ": " + unreadable.getMessage());
            }
        }

        private static String stored(String text) {
            return text.contains("-----BEGIN")
                    ? Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                    : text.strip();
        }
    }

    @Command(name = "list", description = "Lists nicknames with the checksums of their keys.")
    static final class Show extends CliCommand {

        @Mixin
        private Ring ring = new Ring();

        @Override
        public Integer call() {
            ring.open().all().forEach(key -> out().println(Terminal.plain(key.owner()) + "  " + key.checksum()));
            return ExitCode.OK;
        }
    }

    @Command(name = "remove", description = "Removes the key of a nickname; its connections end within a second.")
    static final class Remove extends CliCommand {

        @Mixin
        private Ring ring = new Ring();

        @Parameters(paramLabel = "NICKNAME", description = "What the key is called.")
        private String nickname = "";

        @Override
        public Integer call() {
            if (!ring.open().remove(key -> key.owner().equals(nickname))) {
                throw new CliFailure(
                        ExitCode.NEGATIVE,
                        "there is no key of " + nickname + "; 'carillon bridge key list' shows what there is");
            }
            out().println("Removed " + nickname + ".");
            return ExitCode.OK;
        }
    }
}
