package carillon.server.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The shell commands, programs and proxy settings that a page of the documentation prints. Each block that a test runs has a mark
 * before it, a comment that says which test.
 */
public final class PageCommands {

    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- ([a-z]+) -->\\n)?```(?:sh|js|java|nginx)\\n(.*?)```", Pattern.DOTALL);

    /** What an address of a page stands for: a listener of a server that is started with its usual ports. */
    private static final Map<String, String> LISTENERS = Map.of(
            "http://127.0.0.1:9081", "http",
            "https://127.0.0.1:8092", "https",
            "https://127.0.0.1:12150", "sysadm",
            "https://127.0.0.1:12151", "sysadm-rest");

    private static final Pattern ADDRESS = Pattern.compile("[a-z]+://(?:127\\.0\\.0\\.1|localhost):[0-9]+");

    private PageCommands() {}

    /** One block; without a mark if no test runs it. */
    public record Block(Optional<String> mark, String text) {}

    /** The addresses in a text that no server has that is started with its usual ports. */
    public static List<String> strangeAddresses(String text) {
        return ADDRESS.matcher(text)
                .results()
                .map(found -> found.group().replaceFirst("^ws", "http"))
                .filter(address -> !LISTENERS.containsKey(address))
                .toList();
    }

    public static List<Block> all(String page) throws IOException {
        var found = new ArrayList<Block>();
        var blocks = BLOCK.matcher(Files.readString(Path.of(System.getProperty("carillon.root"), page)));
        while (blocks.find()) {
            found.add(new Block(Optional.ofNullable(blocks.group(1)), blocks.group(2)));
        }
        return found;
    }

    public static List<Block> marked(String page, String mark) throws IOException {
        return all(page).stream()
                .filter(block -> block.mark().equals(Optional.of(mark)))
                .toList();
    }

    /** Runs a block with the addresses of this server in the place of the usual ones; what it printed goes to the end of the file. */
    public static int run(Block block, TestServer server, Path directory, Path output)
            throws IOException, InterruptedException {
        var command = at(server, block.text());
        var process = new ProcessBuilder("sh", "-e", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        process.environment().put("CARILLON_SERVER", server.base().toString());
        var running = process.start();
        if (!running.waitFor(90, TimeUnit.SECONDS)) {
            running.destroyForcibly();
            throw new AssertionError("does not end: " + command + Files.readString(output));
        }
        return running.exitValue();
    }

    /** The text with the addresses of this server in the place of the usual ones. */
    static String at(TestServer server, String text) {
        var here = text;
        for (var address : LISTENERS.entrySet()) {
            var listener = server.server().listeners().get(address.getValue());
            if (listener != null) {
                var usual = URI.create(address.getKey()).getAuthority();
                here = here.replace(usual, URI.create(listener).getAuthority());
            }
        }
        return here;
    }
}
