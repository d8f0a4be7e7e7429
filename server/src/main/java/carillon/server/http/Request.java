package carillon.server.http;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.memory.AnswerRefusedException;
import carillon.core.memory.BoundedBytes;
import carillon.core.memory.MemoryBudget;
import carillon.core.memory.TreeMemory;
import carillon.sdk.event.Json;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request, whole: the body is there, within the limit of its route.
 *
 * @param method upper case as it came; HEAD reaches handlers of GET as HEAD
 * @param path as it came, without query, not decoded
 * @param parameters of the path pattern, decoded
 * @param body the bytes, not copied; empty if there is none
 * @param remote the peer's address
 * @param secure whether it came over TLS
 * @param listener the name of the listener it came in by
 * @param memory what the answer holds while it is built and until it is written; ended by the server, whatever becomes of the answer
 * @param caller who was authenticated; null if nobody
 */
public record Request(
        String method,
        String path,
        Map<String, String> parameters,
        Query query,
        Headers headers,
        byte[] body,
        InetSocketAddress remote,
        boolean secure,
        String listener,
        MemoryBudget.Reservation memory,
        @Nullable Principal caller) {

    private static final long MOST_ANSWER = 64L << 20;

    /** A tree may have as much without asking, as an answer may: most need no more. */
    private static final int FREE_TREE = 16_384;

    /** No text of this length makes a larger one. */
    private static final int FREE_TEXT = 256;

    /** A path parameter that the pattern of the route has. */
    public String parameter(String name) {
        var value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the pattern of this route has no {" + name + "}");
        }
        return value;
    }

    /** The first header of this name. */
    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /**
     * Where an answer is written that may be large. It throws {@link carillon.core.memory.AnswerRefusedException} when the answer becomes
     * larger than one may be, or than the memory that is free; let it pass, the server answers with its refusal.
     */
    public BoundedBytes answer() {
        // While it grows it is there twice for a moment.
        return new BoundedBytes((int) Math.min(MOST_ANSWER, memory.most() / 3), memory);
    }

    /**
     * The body as JSON, for handlers that look inside. The memory of its tree is reserved first, until the answer is made, or it throws
     * {@link AnswerRefusedException} as {@link #answer} does.
     *
     * @throws carillon.sdk.event.MalformedJsonException if it is none
     */
    public Json json() {
        if (body.length > FREE_TEXT) {
            long bytes = TreeMemory.of(body);
            if (bytes > FREE_TREE && !memory.add(bytes)) {
                throw new AnswerRefusedException(new Refusal(
                        ErrorCode.OVERLOADED,
                        "to read this body takes up to " + bytes + " bytes of memory, and so much is not free for you;"
                                + " send less at a time, or come back in a moment"));
            }
        }
        return Json.parse(body);
    }

    /** Whose share of the server it takes: the caller's, or the address's where nobody is known; null on loopback then. */
    public @Nullable Object account() {
        var known = caller;
        return known == null ? AddressGroup.bounded(remote.getAddress()) : known.name();
    }

    /** Calls back when the answer has been written or nobody waits for it any more. One callback; any thread, must not block. */
    public void whenOver(Runnable callback) {
        memory.whenEnded(callback);
    }

    /** Who was authenticated. For routes whose {@link Authenticator} lets nobody else in. */
    public Principal principal() {
        var known = caller;
        if (known == null) {
            throw new IllegalStateException("nobody is authenticated on " + method + " " + path);
        }
        return known;
    }

    /** Media type of the body in lower case without parameters; empty if not said. */
    public String contentType() {
        var full = header("content-type").orElse("");
        int end = full.indexOf(';');
        return (end < 0 ? full : full.substring(0, end)).trim().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether this is a well-formed request to become a WebSocket (RFC 6455 section 4.2.1). */
    public boolean asksForWebSocket() {
        return method.equals("GET")
                && headers.lists("connection", "upgrade")
                && headers.lists("upgrade", "websocket")
                && header("sec-websocket-key").isPresent()
                && header("sec-websocket-version").filter("13"::equals).isPresent();
    }

    Request with(Map<String, String> pathParameters, byte[] content) {
        return new Request(
                method,
                path,
                Map.copyOf(pathParameters),
                query,
                headers,
                content,
                remote,
                secure,
                listener,
                memory,
                caller);
    }

    Request by(Principal principal) {
        return new Request(method, path, parameters, query, headers, body, remote, secure, listener, memory, principal);
    }
}
