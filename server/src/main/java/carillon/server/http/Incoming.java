package carillon.server.http;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.memory.MemoryBudget;
import carillon.server.http.Router.Found;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request while it is being read: its head, where it is going, and the body as far as it came. */
final class Incoming {

    /** What every answer may have without asking: most need no more, and so never touch what all event loops share. */
    private static final int FREE_ANSWER = 16_384;

    /** Revocation ends everything within a second. */
    private static final long SENDER_NANOS = 1_000_000_000L;

    private static final InetSocketAddress NOWHERE = new InetSocketAddress(0);

    /** Stands for a request of which nothing could be read. */
    static final Request NONE = new Request(
            "", "", Map.of(), Query.EMPTY, Headers.EMPTY, new byte[0], NOWHERE, false, "", noMemory(), null);

    private final Request head;
    private final Found found;
    private final boolean keepAlive;
    private final int maxBody;
    private final long declaredLength;
    private final boolean chunked;
    private final Served served;

    /** Of all bodies; senders who are not known yet share a part of it. */
    private MemoryBudget.Reservation share;

    private @Nullable Authentication sender;
    private long senderSince;
    private byte[] body = new byte[0];
    private int size;

    /** Written by whichever thread authenticates, read when that is done. */
    private volatile @Nullable Principal caller;

    private Incoming(
            Request head, Found found, boolean keepAlive, boolean chunked, long declaredLength, Served served) {
        this.head = head;
        this.found = found;
        this.keepAlive = keepAlive;
        this.chunked = chunked;
        this.declaredLength = declaredLength;
        this.served = served;
        this.maxBody = bodyLimit(found, served);
        this.share = served.strangers().open(AddressGroup.bounded(head.remote().getAddress()));
    }

    /** The request as its handler gets it, and noted by whom it is. */
    Request by(Request request, Principal principal) {
        caller = principal;
        head.memory().belongsTo(principal.name());
        return request.by(principal);
    }

    /** Whose share of the server its answer takes; null for nobody's. */
    @Nullable
    Object account() {
        var known = caller;
        return known == null ? AddressGroup.bounded(head.remote().getAddress()) : known.name();
    }

    /** The name of who was authenticated; empty if nobody was. */
    @Nullable
    Principal caller() {
        return caller;
    }

    /** What reading a head comes to. */
    sealed interface Outcome {}

    record Accepted(Incoming incoming) implements Outcome {}

    /** The connection has no meaning after this. */
    record Unreadable(Response answer) implements Outcome {}

    static Outcome read(HttpRequest message, Channel channel, Served served, boolean http2) {
        if (message.decoderResult().isFailure()) {
            return new Unreadable(undecodable(message));
        }
        if (message.headers().size() > served.limits().maxHeaders()) {
            return new Unreadable(refused(
                    ErrorCode.HEADERS_TOO_LARGE,
                    "a request has at most " + served.limits().maxHeaders() + " headers here"));
        }
        var fault = http2 ? null : TransferCoding.fault(message);
        if (fault != null) {
            return new Unreadable(Response.problem(fault));
        }
        try {
            var target = RequestTarget.of(message.uri());
            settleHost(message, target, http2);
            return accept(message, target.path(), channel, served, http2);
        } catch (IllegalArgumentException bad) {
            return new Unreadable(malformed(String.valueOf(bad.getMessage())));
        }
    }

    /** There is one host at most, and a host that the target names counts (RFC 9112 section 3.2.2). */
    private static void settleHost(HttpRequest message, RequestTarget target, boolean http2) {
        var hosts = message.headers().getAll(HttpHeaderNames.HOST);
        // A request of HTTP/2 has its host in a pseudo-header, and may repeat it.
        int different = http2 ? Set.copyOf(hosts).size() : hosts.size();
        boolean needed = !http2 && message.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (different > 1 || (needed && different == 0)) {
            throw new IllegalArgumentException("a request has one Host header, and only HTTP/1.0 may leave it out");
        }
        if (different == 1 && !RequestTarget.isHost(hosts.getFirst())) {
            throw new IllegalArgumentException("the Host header holds more than a name and a port");
        }
        if (!target.authority().isEmpty()) {
            message.headers().set(HttpHeaderNames.HOST, target.authority());
        }
    }

    private static Outcome accept(HttpRequest message, String target, Channel channel, Served served, boolean http2) {
        int question = target.indexOf('?');
        var path = question < 0 ? target : target.substring(0, question);
        var query = Query.parse(
                question < 0 ? "" : target.substring(question + 1),
                served.limits().maxQueryParameters());
        long length = length(message);
        var method = message.method().name();
        var peer = peer(channel);
        var request = new Request(
                method,
                path,
                Map.of(),
                query,
                new Headers(message.headers()),
                new byte[0],
                peer,
                served.secure(),
                served.listener(),
                served.answers().open(AddressGroup.bounded(peer.getAddress())),
                null);
        var found = served.router().find(method, path);
        boolean keepAlive = !http2 && HttpUtil.isKeepAlive(message);
        boolean chunked = HttpUtil.isTransferEncodingChunked(message);
        return new Accepted(new Incoming(request, found, keepAlive, chunked, length, served));
    }

    /** Whether its body, as far as the head tells, takes memory that others need. */
    boolean isLarge() {
        return chunked || declaredLength > HttpServer.FREE_INBOUND;
    }

    /** The head has said who sends it. Before the body: it counts for them instead of for the strangers of an address. */
    void sentBy(Authentication found, long now) {
        sender = found;
        senderSince = now;
        if (found instanceof Authentication.Authenticated who) {
            share = served.inbound().open(who.principal().name());
        }
    }

    /** What the head has said of its sender; null if it said nothing, or that long ago that credentials may be revoked meanwhile. */
    @Nullable
    Authentication sender(long now) {
        return now - senderSince < SENDER_NANOS ? sender : null;
    }

    /** A length beyond a long is a length all the same (RFC 9110 section 8.6). */
    private static long length(HttpRequest message) {
        return declaresTooMuch(message) ? Long.MAX_VALUE : HttpUtil.getContentLength(message, -1L);
    }

    private static boolean declaresTooMuch(HttpRequest message) {
        var declared = message.headers().get(HttpHeaderNames.CONTENT_LENGTH, "");
        return declared.length() > 18 && declared.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int bodyLimit(Found found, Served served) {
        int own = found instanceof Found.Match match ? match.route().maxBodyBytes() : 0;
        return own > 0 ? own : served.limits().maxBodyBytes();
    }

    private static InetSocketAddress peer(Channel channel) {
        var stream = channel.parent();
        var remote = channel.remoteAddress();
        if (!(remote instanceof InetSocketAddress) && stream != null) {
            remote = stream.remoteAddress();
        }
        return remote instanceof InetSocketAddress address ? address : NOWHERE;
    }

    private static Response undecodable(HttpRequest message) {
        var cause = message.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            return refused(ErrorCode.URI_TOO_LONG, "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return refused(ErrorCode.HEADERS_TOO_LARGE, "the headers are too long");
        }
        if (declaresTooMuch(message)) {
            return refused(ErrorCode.TOO_LARGE, "the declared length is over every limit");
        }
        return malformed("this is not HTTP: " + reason(message));
    }

    /** A chunk that says it is longer than an int can count is too large; anything else is no chunk. */
    static Refusal broken(HttpContent content) {
        var reason = reason(content);
        return reason.startsWith("Chunk size overflow")
                ? new Refusal(ErrorCode.TOO_LARGE, "a chunk of the body is over every limit")
                : new Refusal(ErrorCode.MALFORMED_REQUEST, "the body is not well-formed: " + reason);
    }

    private static String reason(DecoderResultProvider message) {
        var cause = message.decoderResult().cause();
        return cause == null || cause.getMessage() == null ? "no reason known" : cause.getMessage();
    }

    static Response malformed(String detail) {
        return refused(ErrorCode.MALFORMED_REQUEST, detail);
    }

    static Response refused(ErrorCode code, String detail) {
        return Response.problem(new Refusal(code, detail));
    }

    /** Takes a part of the body; or says why it cannot be taken. */
    @Nullable
    Refusal add(ByteBuf part) {
        int more = part.readableBytes();
        if (more > maxBody - size) {
            return tooLarge();
        }
        if (size + more > body.length) {
            int capacity = capacity(size + more);
            if (!share.hold(capacity)) {
                return new Refusal(ErrorCode.OVERLOADED, "the bodies of too many requests are being read");
            }
            body = Arrays.copyOf(body, capacity);
        }
        part.readBytes(body, size, more);
        size += more;
        return null;
    }

    /** Whatever is answered to a request of which nothing could be read is small. */
    private static MemoryBudget.Reservation noMemory() {
        var ended = new MemoryBudget(1).open();
        ended.close();
        return ended;
    }

    /** The answer is to be so large; false if there is not so much memory left. */
    boolean holdAnswer(int bytes) {
        return bytes <= FREE_ANSWER || head.memory().hold(bytes);
    }

    /** Neither the body nor the answer is needed any more. */
    void end() {
        var _ = share.hold(0);
        head.memory().close();
    }

    /** The declared length is believed only as far as bytes have come: declaring costs an attacker nothing. */
    private int capacity(int needed) {
        if (declaredLength >= needed && declaredLength <= Math.max(4_096L, needed * 2L)) {
            return (int) declaredLength;
        }
        return declaredLength < 0 || declaredLength > needed ? (int) Math.min(maxBody, needed * 2L) : needed;
    }

    Refusal tooLarge() {
        return new Refusal(ErrorCode.TOO_LARGE, "the body has at most " + maxBody + " bytes here");
    }

    /** The request as far as it was read, with the parameters of its route. */
    Request request() {
        var content = size == body.length ? body : Arrays.copyOf(body, size);
        return found instanceof Found.Match match
                ? head.with(match.parameters(), content)
                : head.with(Map.of(), content);
    }

    Found found() {
        return found;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    int maxBody() {
        return maxBody;
    }

    /** How much of the body has come. */
    int size() {
        return size;
    }

    long declaredLength() {
        return declaredLength;
    }
}
