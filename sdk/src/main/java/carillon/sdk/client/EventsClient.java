package carillon.sdk.client;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.Envelope;
import carillon.sdk.protocol.EnvelopeReader;
import carillon.sdk.protocol.EnvelopeWriter;
import carillon.sdk.protocol.MalformedEventException;
import carillon.sdk.protocol.MissingFieldException;
import carillon.sdk.protocol.Options;
import carillon.sdk.protocol.ResponseKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends events to a service that speaks the events protocol, by HTTP. Never throws for what the service or the network
 * does: every end is an {@link EventOutcome}. Immutable; any thread. Calls block.
 */
public final class EventsClient {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

    private final URI uri;
    private final Options options;
    private final Duration timeout;
    private final Map<String, String> headers;
    private final EnvelopeReader reader;
    private final EnvelopeWriter writer;
    private final HttpClient http;

    private EventsClient(URI uri, Options options, Duration timeout, Map<String, String> headers, HttpClient http) {
        this.uri = uri;
        this.options = options;
        this.timeout = timeout;
        this.headers = headers;
        this.reader = new EnvelopeReader(options);
        this.writer = new EnvelopeWriter(options.withPadEnvelope(true));
        this.http = http;
    }

    /**
     * A client of one mount point.
     *
     * @param uri for example {@code http://127.0.0.1:9081/events}
     * @param options {@link Options#go()} takes what dialect go answers; {@link Options#gb()} is as strict with responses
     *     as the dialect is with requests
     */
    public static EventsClient of(URI uri, Options options) {
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new EventsClient(uri, options, DEFAULT_TIMEOUT, Map.of(), http);
    }

    /** The same with another limit for the whole call. */
    public EventsClient withTimeout(Duration other) {
        return new EventsClient(uri, options, other, headers, http);
    }

    /** The same with one more header. {@code Content-Type} is this client's own and cannot be set. */
    public EventsClient withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new EventsClient(uri, options, timeout, more, http);
    }

    /**
     * Sends one event and waits for its outcome.
     *
     * @throws InterruptedException if the waiting thread was interrupted; whether the service got the event is unknown
     */
    public EventOutcome send(Envelope event) throws InterruptedException {
        var call = http.sendAsync(request(event), BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            return outcome(call.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            call.cancel(true);
            return new EventOutcome.Timeout();
        } catch (ExecutionException | CompletionException failed) {
            return failed(failed);
        }
    }

    private static EventOutcome failed(Exception wrapper) {
        var known = wrapper.getCause();
        Throwable cause = known == null ? wrapper : known;
        if (cause instanceof HttpTimeoutException) {
            return new EventOutcome.Timeout();
        }
        var message = cause.getMessage();
        return new EventOutcome.FailedDependency(
                message == null ? cause.getClass().getSimpleName() : message, "");
    }

    private HttpRequest request(Envelope event) {
        var request = HttpRequest.newBuilder(uri).timeout(timeout);
        headers.forEach(request::setHeader);
        return request.setHeader("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(writer.write(event)))
                .build();
    }

    private EventOutcome outcome(HttpResponse<String> response) {
        var body = response.body();
        if (response.statusCode() / 100 != 2) {
            return new EventOutcome.FailedDependency("HTTP " + response.statusCode(), body);
        }
        try {
            return classified(reader.read(body), body);
        } catch (MalformedEventException | MissingFieldException unusable) {
            return new EventOutcome.FailedDependency(String.valueOf(unusable.getMessage()), body);
        }
    }

    private static EventOutcome classified(Envelope event, String body) {
        var kind = ResponseKind.of(event.name());
        if (kind instanceof ResponseKind.Failure failure) {
            return new EventOutcome.Failure(event, failure.type());
        }
        if (kind instanceof ResponseKind.Redirect) {
            var url = event.payload().tree().path("url").asString("");
            var parameters = event.payload().tree().path("queryParameters");
            return url.isEmpty()
                    ? new EventOutcome.FailedDependency("a redirect without a url", body)
                    : new EventOutcome.Redirect(
                            event, url, parameters.isObject() ? Json.of(parameters) : Json.EMPTY_OBJECT);
        }
        return new EventOutcome.Success(event);
    }
}
