package carillon.sdk.client;

import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One subscription over server-sent events, which survives lost connections: it comes back with the position of the last
 * event it saw and misses nothing that the server still holds.
 */
public final class Stream implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final HubClient client;
    private final List<String> specs;
    private @Nullable String lastId;
    private volatile boolean closed;
    private volatile @Nullable InputStream open;

    Stream(HubClient client, List<String> specs, @Nullable Position since) {
        this.client = client;
        this.specs = List.copyOf(specs);
        this.lastId = since == null ? null : since.toString();
    }

    /**
     * Runs until {@link #close()} is called, on the calling thread.
     *
     * @throws StreamRefusedException if the server refuses for good: bad spec, bad credentials
     */
    public void run(StreamListener listener) throws InterruptedException {
        var pause = FIRST_PAUSE;
        while (!closed) {
            try {
                if (connect(listener)) {
                    pause = FIRST_PAUSE;
                }
            } catch (IOException lost) {
                if (!closed) {
                    listener.lost(String.valueOf(lost.getMessage()));
                }
            }
            if (!closed) {
                // Spread out, so that thousands of clients do not come back in the same moment.
                Thread.sleep(pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis()));
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /** Returns whether the connection was made; by then it is over again. */
    private boolean connect(StreamListener listener) throws IOException, InterruptedException {
        var request = client.request("/v1/stream?"
                        + specs.stream()
                                .map(spec -> "spec=" + HubClient.encode(spec))
                                .collect(Collectors.joining("&")))
                .header("accept", "text/event-stream");
        if (lastId != null) {
            request.header("last-event-id", lastId);
        }
        var response = client.http().send(request.GET().build(), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            if (response.statusCode() != 200) {
                refuse(response, listener);
                return false;
            }
            open = body;
            listener.connected();
            read(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)), listener);
            return true;
        }
    }

    private static void refuse(HttpResponse<InputStream> response, StreamListener listener) throws IOException {
        var text = new String(response.body().readNBytes(65_536), StandardCharsets.UTF_8);
        var refused = HubClient.refused(response.statusCode(), text);
        if (!refused.retry() && response.statusCode() / 100 == 4) {
            throw new StreamRefusedException(response.statusCode(), refused.detail());
        }
        listener.lost(refused.detail());
    }

    /** The event stream format of the HTML standard, section 9.2.6, as far as this server uses it. */
    private void read(BufferedReader lines, StreamListener listener) throws IOException {
        var data = new StringBuilder();
        String id = null;
        var name = "";
        for (var line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
            if (line.isEmpty()) {
                dispatch(name, id, data.toString(), listener);
                data.setLength(0);
                name = "";
            } else if (line.startsWith("data:")) {
                data.append(value(line, 5));
            } else if (line.startsWith("id:")) {
                id = value(line, 3);
            } else if (line.startsWith("event:")) {
                name = value(line, 6);
            }
        }
    }

    private static String value(String line, int from) {
        return line.substring(line.startsWith(" ", from) ? from + 1 : from);
    }

    private void dispatch(String name, @Nullable String id, String data, StreamListener listener) {
        if (name.equals("gap")) {
            listener.gap();
        }
        if (id != null) {
            lastId = id;
        }
        if (!data.isEmpty() && (name.isEmpty() || name.equals("message"))) {
            listener.event(EventJson.read(Json.parse(data).tree()));
        }
    }

    /** Ends {@link #run}; any thread. */
    @Override
    public void close() {
        closed = true;
        var body = open;
        if (body != null) {
            try {
                body.close();
            } catch (IOException alreadyGone) {
                // What was to be ended has ended.
                return;
            }
        }
    }
}
