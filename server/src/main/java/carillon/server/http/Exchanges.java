package carillon.server.http;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.error.RefusedException;
import carillon.server.http.Router.Found;
import carillon.server.http.Routes.Action;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection, one after another, or the one request of an HTTP/2 stream: read whole, routed,
 * authenticated, answered. Everything happens on the event loop but authenticators and blocking handlers.
 */
final class Exchanges extends Watched {

    private static final Logger log = LoggerFactory.getLogger(Exchanges.class);

    /** How long, and how much of, an unwanted body is read so that the peer sees our answer rather than a reset. */
    private static final long LINGER_NANOS = 2_000_000_000L;

    private static final int LINGER_BYTES = 4 << 20;

    private static final Refusal COMPRESSED = new Refusal(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send the body without Content-Encoding: it is not decoded here");

    private static final Refusal FOREIGN = new Refusal(
            ErrorCode.FOREIGN_ORIGIN,
            "a page of another origin may not do this; if it is yours, add its origin to the setting http.cors-origins");

    private static final Refusal UNKNOWN_HOST = new Refusal(
            ErrorCode.UNKNOWN_HOST,
            "the Host header is no IP address, not localhost, and no name in the setting http.hosts");

    private enum Phase {
        /** Waiting for the first byte of a request. */
        IDLE,
        HEAD,
        BODY,
        /** A handler is at work or its answer is being written. */
        ANSWERING,
        /** Answered for good; what still comes is thrown away. */
        LINGERING
    }

    private final Channel channel;
    private final Served served;
    private final boolean http2;
    private final Answers answers;
    private final Stall stall;
    private final Arrival arrival;
    private long written;
    private Phase phase = Phase.IDLE;
    private long deadline;
    private boolean first = true;
    private boolean lastRequest;
    private int lingered;
    private @Nullable Incoming incoming;

    /** The answer of a handler that lets the event loop go meanwhile. */
    private @Nullable CompletableFuture<Response> awaited;

    /** What was read behind the request that is being answered; made when first needed. */
    private @Nullable ArrayDeque<Object> pipelined;

    Exchanges(Channel channel, Loop loop, Served served, boolean http2) {
        super(loop);
        this.channel = channel;
        this.served = served;
        this.stall = new Stall(
                served.limits().bodyTimeout().toNanos(), served.limits().minReadRate());
        this.arrival = new Arrival(
                served.limits().bodyTimeout().toNanos(), served.limits().minSendRate());
        this.http2 = http2;
        this.answers = new Answers(channel, loop, served, http2);
        // A connection that says nothing at first has as long as one that says it slowly.
        this.deadline = loop.now() + served.limits().headerTimeout().toNanos();
    }

    // ---- reading

    /** Some bytes came, before it is known of what. */
    void bytesArrived() {
        if (phase == Phase.IDLE) {
            phase = Phase.HEAD;
            if (!first) {
                deadline = loop().now() + served.limits().headerTimeout().toNanos();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (phase == Phase.LINGERING) {
            discard(message);
        } else if (phase == Phase.ANSWERING) {
            keepForLater(message);
        } else {
            read(message);
        }
    }

    private void keepForLater(Object message) {
        var queue = pipelined;
        if (queue == null) {
            queue = new ArrayDeque<>();
            pipelined = queue;
            // What was decoded out of one read is the most that can gather here.
            channel.config().setAutoRead(false);
        }
        queue.add(message);
    }

    private void read(Object message) {
        try {
            if (message instanceof HttpRequest head) {
                begin(head);
            }
            if (message instanceof HttpContent content && phase == Phase.BODY) {
                body(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest head) {
        served.counters().request();
        phase = Phase.BODY;
        arrival.over();
        switch (Incoming.read(head, channel, served, http2)) {
            case Incoming.Unreadable bad -> refuseForGood(bad.answer());
            case Incoming.Accepted accepted -> accept(accepted.incoming(), head);
        }
    }

    private void accept(Incoming accepted, HttpRequest head) {
        incoming = accepted;
        boolean waits = HttpUtil.is100ContinueExpected(head);
        var refusal = waits || accepted.isLarge() ? atHead(accepted) : null;
        if (refusal != null) {
            refuseForGood(refusal);
        } else if (accepted.declaredLength() > accepted.maxBody()) {
            refuseForGood(answers.render(accepted, accepted.tooLarge()));
        } else if (TransferCoding.compressed(head.headers())) {
            refuseForGood(answers.render(accepted, COMPRESSED));
        } else if (waits) {
            var _ = channel.writeAndFlush(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    /** What is answered before a body is read that takes memory; null if it may come. In the order of {@link #dispatch}. */
    private @Nullable Response atHead(Incoming accepted) {
        var request = accepted.request();
        var forbidden = forbidden(accepted, request);
        if (forbidden != null || !(accepted.found() instanceof Found.Match match)) {
            return forbidden;
        }
        var sender = match.route().authenticator().atOnce(request);
        if (sender instanceof Authentication.Denied denied) {
            return denied.response();
        }
        if (sender != null) {
            accepted.sentBy(sender, loop().now());
        }
        return null;
    }

    private void body(HttpContent content) {
        var request = incoming;
        if (request == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            refuseForGood(answers.render(request, Incoming.broken(content)));
        } else {
            var refused = request.add(content.content());
            if (refused != null) {
                refuseForGood(answers.render(request, refused));
            } else if (content instanceof LastHttpContent) {
                phase = Phase.ANSWERING;
                lastRequest |= !request.keepAlive();
                first = false;
                dispatch(request);
            }
        }
    }

    /** Nobody needs the request any more. */
    private void endRequest() {
        var request = incoming;
        incoming = null;
        if (request != null) {
            request.end();
        }
    }

    // ---- answering

    private void dispatch(Incoming whole) {
        var request = whole.request();
        var forbidden = forbidden(whole, request);
        if (forbidden != null) {
            answer(whole, forbidden);
        } else if (whole.found() instanceof Found.Match match) {
            authenticate(whole, match, request);
        }
    }

    /** The answer if the request has no business here, whoever sends it; null if it has. */
    private @Nullable Response forbidden(Incoming whole, Request request) {
        var hosts = served.settings().hosts();
        if (!hosts.isEmpty() && !KnownHosts.include(request, hosts)) {
            return answers.render(whole, UNKNOWN_HOST);
        }
        if (!(whole.found() instanceof Found.Match match)) {
            return notFound(whole);
        }
        return isForeign(request)
                        && !match.route()
                                .foreignPages()
                                .allow(request, served.settings().pagesConnect())
                ? answers.render(whole, FOREIGN)
                : null;
    }

    private boolean isForeign(Request request) {
        return PageOrigin.isForeign(request, served.settings().corsOrigins());
    }

    private Response notFound(Incoming whole) {
        var bare = whole.request();
        return switch (whole.found()) {
            case Found.Match match -> throw new IllegalStateException("there is a route: " + match.route());
            case Found.Nothing nothing ->
                answers.render(
                        nothing.errors(),
                        bare,
                        new Refusal(ErrorCode.NOT_FOUND, "nothing is served at " + bare.path()));
            case Found.BadPath bad ->
                answers.render(bad.errors(), bare, new Refusal(ErrorCode.MALFORMED_REQUEST, bad.detail()));
            case Found.WrongMethod wrong ->
                Cors.isPreflight(bare)
                        ? Response.empty(204).header("allow", wrong.allowed())
                        : answers.render(
                                        wrong.errors(),
                                        bare,
                                        new Refusal(
                                                ErrorCode.METHOD_NOT_ALLOWED,
                                                bare.path() + " answers to " + wrong.allowed() + ", not "
                                                        + bare.method()))
                                .header("allow", wrong.allowed());
        };
    }

    private void authenticate(Incoming whole, Found.Match match, Request request) {
        @Nullable Authentication known;
        try {
            var told = whole.sender(loop().now());
            known = told == null ? match.route().authenticator().atOnce(request) : told;
        } catch (Throwable broken) {
            fail(whole, broken);
            return;
        }
        switch (match.route().action()) {
            case Action.OnLoop onLoop -> {
                if (known != null) {
                    handle(whole, onLoop, request, known);
                } else {
                    onThread(whole, () -> {
                        var found = match.route().authenticator().authenticate(request);
                        loop().executor().execute(() -> handle(whole, onLoop, request, found));
                        return null;
                    });
                }
            }
            case Action.Blocking blocking ->
                onThread(whole, () -> {
                    var found = known == null ? match.route().authenticator().authenticate(request) : known;
                    return handle(whole, blocking.handler(), request, found);
                });
        }
    }

    private static Response handle(Incoming whole, Handler handler, Request request, Authentication found)
            throws Exception {
        return switch (found) {
            case Authentication.Denied denied -> denied.response();
            case Authentication.Anonymous anonymous -> handler.handle(request);
            case Authentication.Authenticated who -> handler.handle(whole.by(request, who.principal()));
        };
    }

    private void handle(Incoming whole, Action.OnLoop action, Request request, Authentication known) {
        try {
            switch (known) {
                case Authentication.Denied denied -> answer(whole, denied.response());
                case Authentication.Anonymous anonymous -> await(whole, action, request);
                case Authentication.Authenticated who -> await(whole, action, whole.by(request, who.principal()));
            }
        } catch (Throwable broken) {
            fail(whole, broken);
        }
    }

    private void await(Incoming whole, Action.OnLoop action, Request request) {
        var stage = action.handler().handle(request, loop()::run).toCompletableFuture();
        awaited = stage;
        var _ = stage.whenComplete((response, failure) -> {
            if (failure == null) {
                loop().run(() -> answer(whole, response));
            } else if (!stage.isCancelled()) {
                fail(whole, failure);
            }
        });
    }

    private interface Work {

        /** The answer, or null if that comes another way. */
        @Nullable
        Response run() throws Exception;
    }

    private void onThread(Incoming whole, Work work) {
        if (served.counters().requestBegins() > served.limits().maxRequestsAtOnce()) {
            served.counters().requestEnds();
            answer(whole, answers.render(whole, new Refusal(ErrorCode.OVERLOADED, "too many requests at once")));
            return;
        }
        try {
            served.threads().execute(() -> runOnThread(whole, work));
        } catch (RejectedExecutionException stopping) {
            served.counters().requestEnds();
            answer(whole, answers.render(whole, new Refusal(ErrorCode.SHUTTING_DOWN, "the server is stopping")));
        }
    }

    /** Whatever a handler throws has to become an answer, an error too: the peer would wait for ever otherwise. */
    private void runOnThread(Incoming whole, Work work) {
        try {
            var response = work.run();
            if (response != null) {
                loop().executor().execute(() -> answer(whole, response));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            fail(whole, stopping);
        } catch (Throwable thrown) {
            fail(whole, thrown);
        } finally {
            served.counters().requestEnds();
        }
    }

    private void fail(Incoming whole, Throwable failure) {
        var request = whole.request();
        if (failure instanceof RefusedException refused) {
            log.debug("{} {} is refused", request.method(), request.path(), failure);
            loop().run(() -> answer(whole, answers.render(whole, refused.refusal())));
            return;
        }
        var _ = loop().lastResort().judge(failure);
        log.error("{} {} failed", request.method(), request.path(), failure);
        var refusal = new Refusal(ErrorCode.INTERNAL, "the server failed; its log says why");
        loop().run(() -> answer(whole, answers.render(whole, refusal)));
    }

    private void answer(Incoming whole, Response response) {
        if (!channel.isActive()) {
            return;
        }
        try {
            send(whole, response);
        } catch (Throwable broken) {
            // There may be no room for any answer: a closed connection tells the peer more than silence.
            var _ = loop().lastResort().judge(broken);
            log.error(
                    "The answer to {} {} could not be sent",
                    whole.request().method(),
                    whole.request().path(),
                    broken);
            var _ = channel.close();
        }
    }

    private void send(Incoming whole, Response response) {
        if (served.settings().accessLog()) {
            var request = whole.request();
            log.info("{} {} {} from {}", served.listener(), request.method(), request.path(), request.remote());
        }
        switch (response) {
            case Response.Full full -> write(whole, full);
            case Response.Refused refused -> write(whole, answers.render(whole, refused.refusal()));
            case Response.Stream stream -> {
                // Here, and not by what the request accepts: a dialect may answer any request with a stream.
                if (isForeign(whole.request())) {
                    write(whole, answers.render(whole, FOREIGN));
                } else if (takesPlace(whole)) {
                    answers.stream(whole, stream, this);
                }
            }
            case Response.Upgrade upgrade -> {
                if (takesPlace(whole)) {
                    var refusal = answers.upgrade(whole, upgrade, this);
                    if (refusal != null) {
                        write(whole, refusal);
                    }
                }
            }
        }
    }

    /** One principal must not have all streams; false if the request was refused. The place is free when the connection ends. */
    private boolean takesPlace(Incoming whole) {
        var account = whole.account();
        if (served.streams().take(account)) {
            channel.closeFuture().addListener(_ -> served.streams().leave(account));
            return true;
        }
        served.counters().streamRefused();
        write(
                whole,
                answers.render(
                        whole,
                        new Refusal(
                                ErrorCode.TOO_MANY_REQUESTS,
                                account + " has " + served.limits().maxStreamsEach()
                                        + " WebSockets and event streams already; close some, or come back later")));
        return false;
    }

    private void write(Incoming whole, Response.Full wanted) {
        // It is held until the peer has taken it, and may be slow to do so.
        var full = whole.holdAnswer(wanted.body().length)
                ? wanted
                : answers.render(
                        whole,
                        new Refusal(
                                ErrorCode.OVERLOADED,
                                "answers that are not read yet fill the memory for them, or your share of it"));
        boolean close = lastRequest || http2;
        written += full.body().length;
        answers.write(whole.request(), full, close).addListener(done -> {
            stall.over();
            if (!done.isSuccess() || (close && !http2)) {
                var _ = channel.close();
            } else if (!http2) {
                next();
            }
        });
    }

    /** The next request of the connection, which may have come already. */
    private void next() {
        if (phase != Phase.ANSWERING) {
            return;
        }
        endRequest();
        awaited = null;
        phase = Phase.IDLE;
        deadline = loop().now() + served.limits().idleTimeout().toNanos();
        var queue = pipelined;
        while (queue != null && !queue.isEmpty() && phase != Phase.ANSWERING && phase != Phase.LINGERING) {
            bytesArrived();
            read(queue.remove());
        }
        if (queue != null && queue.isEmpty()) {
            pipelined = null;
            channel.config().setAutoRead(true);
        }
    }

    // ---- endings

    /** Answers although the request was not read whole: the connection cannot be used any more. */
    private void refuseForGood(Response response) {
        var request = incoming;
        var full = response instanceof Response.Full whole ? whole : Response.empty(500);
        phase = Phase.LINGERING;
        deadline = loop().now() + LINGER_NANOS;
        dropPipelined();
        channel.config().setAutoRead(true);
        var sent = answers.write(request == null ? Incoming.NONE : request.request(), full, true);
        sent.addListener(done -> answers.endOutput());
        endRequest();
    }

    private void discard(Object message) {
        if (message instanceof HttpContent content) {
            lingered += content.content().readableBytes();
        }
        boolean end = message instanceof LastHttpContent || lingered > LINGER_BYTES;
        ReferenceCountUtil.release(message);
        if (end && !http2) {
            var _ = channel.close();
        }
    }

    private void dropPipelined() {
        var queue = pipelined;
        pipelined = null;
        while (queue != null && !queue.isEmpty()) {
            ReferenceCountUtil.release(queue.remove());
        }
    }

    /** The connection is something else from now on; whatever was read ahead does not belong there. */
    void handOver() {
        endRequest();
        dropPipelined();
        channel.config().setAutoRead(true);
    }

    @Override
    void tick(long now) {
        if (phase == Phase.ANSWERING) {
            if (stall.tooSlow(channel, written, now)) {
                served.counters().timedOut();
                var _ = channel.close();
            }
        } else if (phase == Phase.BODY ? comesTooSlowly(now) : now > deadline) {
            served.counters().timedOut();
            late();
        }
    }

    private boolean comesTooSlowly(long now) {
        var request = incoming;
        return arrival.tooSlow(request == null ? 0 : request.size(), now);
    }

    private void late() {
        if (phase == Phase.HEAD || phase == Phase.BODY) {
            refuseForGood(Incoming.refused(ErrorCode.REQUEST_TIMEOUT, "the request took too long to arrive"));
        } else {
            var _ = channel.close();
        }
    }

    @Override
    void drain(long now, long until) {
        lastRequest = true;
        if (phase == Phase.IDLE && !http2) {
            var _ = channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        endRequest();
        dropPipelined();
        var answer = awaited;
        if (answer != null) {
            answer.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception) {
            // The stream is reset with its code behind this. Closed here, it would be cancelled, and such resets count
            // for nobody.
            return;
        }
        if (cause instanceof IOException) {
            log.debug("A connection broke: {}", cause.getMessage());
        } else {
            log.debug("A connection failed", cause);
        }
        var _ = ctx.close();
    }
}
