package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Turns one request into one answer: decode, find the handler, call it, serialise. Every transport calls this one way
 * through. Thread-safe; blocks as long as the handler does.
 */
public final class EventProcessor {

    private static final System.Logger LOG = System.getLogger(EventProcessor.class.getName());

    private final Mux mux;
    private final Rules rules;
    private final EnvelopeReader reader;
    private final EnvelopeWriter writer;

    /** For everything that is registered at the mux, now and later. */
    public EventProcessor(Mux mux) {
        this.mux = mux;
        this.rules = Rules.of(mux);
        this.reader = new EnvelopeReader(mux.options());
        this.writer = new EnvelopeWriter(mux.options());
    }

    /** Those of the mux; {@code maxBodyBytes} is for whoever reads bodies to heed. */
    public Options options() {
        return mux.options();
    }

    /**
     * Answers an HTTP body. The caller has checked its length.
     *
     * @param contentType the request's header, for its charset; empty if there is none
     */
    public Answer process(Context context, byte[] body, String contentType, Exchange exchange) {
        return process(context, () -> reader.read(body, Charsets.of(contentType)), exchange);
    }

    /** Answers one text message. */
    public Answer process(Context context, String text, Exchange exchange) {
        return process(context, () -> reader.read(text), exchange);
    }

    /** Answers what a transport could not even make a text of, as a malformed body is answered. */
    public Answer refuse(Context context, MalformedEventException problem) {
        return process(
                context,
                () -> {
                    throw problem;
                },
                Exchange.NONE);
    }

    private Answer process(Context context, Supplier<Envelope> decoding, Exchange exchange) {
        try {
            return decodeAndDispatch(context, decoding, exchange);
        } catch (NoAnswerException noEvent) {
            LOG.log(System.Logger.Level.ERROR, "no event to answer with", noEvent.getCause());
            return new Answer(500, rules.contentType(), rules.bareFailure().getBytes(StandardCharsets.UTF_8));
        }
    }

    private Answer decodeAndDispatch(Context context, Supplier<Envelope> decoding, Exchange exchange) {
        Envelope request;
        try {
            request = decoding.get();
        } catch (MalformedEventException | MissingFieldException undecodable) {
            mux.tracker().noticeError(context, undecodable);
            return answer(context, Envelope.EMPTY, rules.undecodable(undecodable));
        }
        var handler = mux.find(request.name(), request.version());
        if (handler.isEmpty()) {
            mux.tracker().noticeEventError(context, request, null);
            return answer(context, request, correlated(exchange, request, rules.notFound(request)));
        }
        var response = call(context, handler.get(), request, exchange);
        return answer(response.context(), request, correlated(exchange, request, response.event()));
    }

    private record Called(Context context, Envelope event) {}

    private Called call(Context context, Handler handler, Envelope request, Exchange exchange) {
        var started = mux.tracker().start(context, request, exchange);
        Outcome outcome;
        try {
            outcome = handler.handle(started.with(Context.EVENT, request), request);
        } catch (Exception thrown) {
            return crashed(started, request, thrown);
        } catch (Error broken) {
            // Also a full heap or stack of one handler: the others go on, and the log has it.
            mux.tracker().end(started, request, broken);
            throw new NoAnswerException(broken);
        }
        var ended = mux.tracker().end(started, request, outcome.error());
        return new Called(ended, rules.finished(request, outcome));
    }

    private Called crashed(Context context, Envelope request, Exception thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        var ended = mux.tracker().end(context, request, thrown);
        LOG.log(System.Logger.Level.DEBUG, "the handler of " + request.name() + " threw", thrown);
        return new Called(ended, rules.crashed(request, thrown));
    }

    private Answer answer(Context context, Envelope request, Envelope response) {
        try {
            var out = new ByteArrayOutputStream();
            out.writeBytes(writer.write(response));
            out.writeBytes(rules.terminator().getBytes(StandardCharsets.UTF_8));
            return new Answer(200, rules.contentType(), out.toByteArray());
        } catch (UnserialisableEventException unserialisable) {
            mux.tracker().noticeEventError(context, request, unserialisable);
            throw new NoAnswerException(unserialisable);
        }
    }

    /** Go gives responses fresh ids, so where answers come in any order the request's id has to travel beside them. */
    private static Envelope correlated(Exchange exchange, Envelope request, Envelope response) {
        if (!exchange.asynchronous() || request.id().isEmpty()) {
            return response;
        }
        var metadata = response.metadata();
        try {
            var id = Json.mapper().writeValueAsString(request.id());
            return response.withMetadata(
                    RawJson.with(metadata == null ? Json.EMPTY_OBJECT : metadata, "requestId", id));
        } catch (MalformedEventException noObject) {
            // A handler may answer with any metadata; what is no object has no room for the id.
            return response;
        }
    }
}
