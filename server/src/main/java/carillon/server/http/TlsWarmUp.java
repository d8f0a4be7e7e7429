package carillon.server.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shakes hands with itself before the port opens: the first handshake loads hundreds of classes, and a Digital Rebar
 * client gives a handshake one second.
 */
final class TlsWarmUp {

    private static final Logger log = LoggerFactory.getLogger(TlsWarmUp.class);
    private static final int STEPS = 20;

    private TlsWarmUp() {}

    static void run(SslContext context) {
        try {
            // Trusts everything because it talks to this very object and says nothing.
            var client = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
            for (int i = 0; i < 3; i++) {
                shakeHands(client.newHandler(ByteBufAllocator.DEFAULT), context.newHandler(ByteBufAllocator.DEFAULT));
            }
        } catch (SSLException unexpected) {
            log.warn("TLS could not be tried out before listening: {}", unexpected.getMessage());
        }
    }

    private static void shakeHands(SslHandler client, SslHandler server) {
        var here = new EmbeddedChannel(client);
        var there = new EmbeddedChannel(server);
        for (int i = 0; i < STEPS && !client.handshakeFuture().isDone(); i++) {
            move(here, there);
            move(there, here);
        }
        move(here, there);
        here.finishAndReleaseAll();
        there.finishAndReleaseAll();
    }

    private static void move(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        for (Object bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
        to.runPendingTasks();
    }
}
