package carillon.server.dialect.eventsprotocol;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.error.RefusedException;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.protocol.Context;
import carillon.sdk.protocol.Dialect;
import carillon.sdk.protocol.Envelope;
import carillon.sdk.protocol.ErrorType;
import carillon.sdk.protocol.EventDoc;
import carillon.sdk.protocol.EventException;
import carillon.sdk.protocol.Events;
import carillon.sdk.protocol.Handler;
import carillon.sdk.protocol.MalformedEventException;
import carillon.sdk.protocol.Outcome;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A handler of the hub: gives a payload or is refused, and is shown in the manner of its dialect. */
abstract class HubHandler implements Handler, EventDoc {

    private static final long SECONDS_TO_WAIT = 30;

    /** A query may have 256 Ki characters of texts. */
    private static final int MOST_QUESTION = 1 << 20;

    private final Dialect dialect;

    HubHandler(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Refuses callers who may not ask at all. Before the payload is looked into: a tree of it takes up to sixty times the bytes that it
     * was sent in, and anybody can send it.
     */
    void admit(Caller caller, Envelope event) {
        var _ = caller.principal(event);
    }

    /** The payload of the response; anything Jackson writes. */
    abstract Object answer(Caller caller, Envelope event) throws InterruptedException;

    @Override
    public final Outcome handle(Context context, Envelope event) throws InterruptedException {
        try {
            var caller = Caller.of(context);
            admit(caller, event);
            requireReadable(event.payload());
            return Events.newResponse(event, answer(caller, event));
        } catch (RefusedException refused) {
            return refused(event, refused);
        } catch (MalformedEventException malformed) {
            return refused(
                    event, new RefusedException(ErrorCode.MALFORMED_REQUEST, "payload: " + malformed.getMessage()));
        } catch (Error broken) {
            Caller.of(context).judge(broken);
            throw broken;
        }
    }

    /** The reader passes numbers on as text; here they have to be numbers. Token by token, because the payload may be large. */
    private static void requireReadable(Json payload) {
        var utf8 = payload.utf8();
        try (var parser = Json.parser(utf8)) {
            var _ = parser.nextToken();
            var _ = Json.cut(parser, utf8);
        } catch (JacksonException | MalformedJsonException | NumberFormatException unreadable) {
            throw new RefusedException(
                    ErrorCode.MALFORMED_REQUEST, "payload: a number in it is too large or has too many digits");
        }
    }

    /** The payload of a question, which is small. */
    static JsonNode tree(Envelope event) {
        var payload = event.payload();
        if (payload.utf8().length > MOST_QUESTION) {
            throw new RefusedException(
                    ErrorCode.TOO_LARGE, "the payload of this event has at most " + MOST_QUESTION + " bytes");
        }
        return payload.tree();
    }

    private Outcome refused(Envelope event, RefusedException refused) {
        var refusal = refused.refusal();
        var code = refusal.code().name();
        if (dialect == Dialect.GB) {
            throw new EventException(code, Map.of("message", refusal.detail()), type(refusal), true);
        }
        var payload = Json.mapper()
                .createObjectNode()
                .put("message", refusal.detail())
                .put("code", code);
        var error = Events.newError(event.flowId(), refusal.detail())
                .withName(event.name() + ":" + type(refusal).text())
                .withVersion(event.version())
                .withPayload(Json.of(payload));
        return Outcome.failed(error, refused);
    }

    private static ErrorType type(Refusal refusal) {
        return switch (refusal.code()) {
            case UNAUTHENTICATED, BAD_CREDENTIALS -> ErrorType.UNAUTHORIZED;
            case FORBIDDEN, FOREIGN_ORIGIN -> ErrorType.FORBIDDEN;
            case NOT_FOUND -> ErrorType.NOT_FOUND;
            case MALFORMED_REQUEST,
                    INVALID_SPEC,
                    METHOD_NOT_ALLOWED,
                    UNKNOWN_HOST,
                    URI_TOO_LONG,
                    HEADERS_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNSUPPORTED_CODING,
                    CONFLICT,
                    PRECONDITION_FAILED -> ErrorType.BAD_REQUEST;
            case INVALID_EVENT, FILTER_TOO_EXPENSIVE, SEARCH_TOO_EXPENSIVE, TOO_LARGE, TOO_MANY_SUBSCRIPTIONS ->
                ErrorType.UNPROCESSABLE;
            case REQUEST_TIMEOUT,
                    TOO_MANY_REQUESTS,
                    SLOW_CONSUMER,
                    OVERLOADED,
                    STORAGE_FULL,
                    STORAGE_FAILED,
                    OUTCOME_UNKNOWN,
                    HISTORY_UNAVAILABLE,
                    SHUTTING_DOWN,
                    INTERNAL -> ErrorType.GENERIC;
        };
    }

    /** Waits for the hub; handlers run on virtual threads. */
    static <T> T await(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get(SECONDS_TO_WAIT, TimeUnit.SECONDS);
        } catch (ExecutionException broken) {
            throw new IllegalStateException("the hub broke a promise", broken);
        } catch (TimeoutException late) {
            throw new RefusedException(
                    ErrorCode.OVERLOADED, "no answer within " + SECONDS_TO_WAIT + " seconds; try again later");
        }
    }
}
