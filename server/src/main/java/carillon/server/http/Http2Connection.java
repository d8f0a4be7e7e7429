package carillon.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of HTTP/2, whose streams are each served like a connection with a single request. This handler ends it
 * when it rests too long or the server stops.
 */
final class Http2Connection extends Watched {

    private static final Logger log = LoggerFactory.getLogger(Http2Connection.class);
    private static final int MAX_STREAMS = 100;

    /** Streams that the peer, or the server because of the peer, may reset in the time below: more is an attack (CVE-2023-44487). */
    private static final int MAX_RESETS = 200;

    /** Pings, settings and priorities likewise: each costs an answer. */
    private static final int MAX_CONTROL = 500;

    private static final int WINDOW_SECONDS = 30;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);

    /** Answers to control frames that the peer does not read. */
    private static final int MAX_UNREAD_ANSWERS = 1_000;

    private static final int MAX_EMPTY_DATA = 2;
    private static final int MAX_SMALL_CONTINUATIONS = 16;

    private final Channel channel;
    private final Http2FrameCodec codec;
    private final long idleNanos;
    private long restsSince;
    private boolean draining;
    private int control;
    private long controlSince;

    private Http2Connection(Channel channel, Loop loop, Served served, Http2FrameCodec codec) {
        super(loop);
        this.channel = channel;
        this.codec = codec;
        this.idleNanos = served.limits().idleTimeout().toNanos();
        this.restsSince = loop.now();
        this.controlSince = loop.now();
    }

    static void configure(ChannelPipeline pipeline, Loop loop, Served served) {
        var codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(MAX_STREAMS)
                        .maxHeaderListSize(served.limits().maxHeaderBytes()))
                .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, WINDOW_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, WINDOW_SECONDS)
                .encoderEnforceMaxQueuedControlFrames(MAX_UNREAD_ANSWERS)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA)
                .decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS)
                .build();
        var streams = new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline()
                        .addLast(
                                new Http2StreamFrameToHttpObjectCodec(true), new Exchanges(stream, loop, served, true));
            }
        });
        pipeline.addLast(codec, streams, new Http2Connection(pipeline.channel(), loop, served, codec));
    }

    /** Frames of the connection itself, such as settings; the streams' own go to their channels. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        long now = loop().now();
        if (now - controlSince > WINDOW_NANOS) {
            controlSince = now;
            control = 0;
        }
        control++;
        if (control == MAX_CONTROL + 1) {
            log.debug("{} sends too many control frames; the connection is closed", channel.remoteAddress());
            var _ = channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    void tick(long now) {
        if (codec.connection().numActiveStreams() > 0) {
            restsSince = now;
        } else if (draining || now - restsSince > idleNanos) {
            var _ = channel.close();
        }
    }

    @Override
    void drain(long now, long deadline) {
        draining = true;
        var _ = channel.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception violation) {
            // The codec closes: it knows what to tell the peer.
            log.debug("{} broke HTTP/2: {}", channel.remoteAddress(), violation.getMessage());
            return;
        }
        if (cause instanceof IOException) {
            log.debug("A connection broke: {}", cause.getMessage());
        } else {
            log.debug("A connection of HTTP/2 failed", cause);
        }
        var _ = ctx.close();
    }
}
