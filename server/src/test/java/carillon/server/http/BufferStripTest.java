package carillon.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.api.Test;

class BufferStripTest {

    private static BufferFrame frame(String text) {
        var bytes = text.getBytes(UTF_8);
        return BufferFrame.of(BufferFrame.allocate(bytes.length).writeBytes(bytes));
    }

    private static String text(BufferFrame frame) {
        var taken = frame.take();
        var text = new String(ByteBufUtil.getBytes(taken), UTF_8);
        taken.release();
        return text;
    }

    @Test
    void aPieceHasTheMessagesFromAnyOneOnAndLivesOnWithoutTheStrip() {
        var strip = new BufferStrip(20);
        for (var text : new String[] {"one", "two", "three"}) {
            var frame = frame(text);
            assertThat(strip.add(frame)).isTrue();
            frame.release();
        }
        var all = (BufferFrame) strip.from(0);
        var last = (BufferFrame) strip.from(2);
        var four = frame("four");
        assertThat(strip.add(four)).isTrue();
        var later = (BufferFrame) strip.from(1);
        strip.release();

        assertThat(all.messages()).isEqualTo(3);
        assertThat(all.bytes(2)).isEqualTo(6);
        assertThat(later.messages()).isEqualTo(3);
        assertThat(later.bytes(1)).isEqualTo(3);
        assertThat(text(later.first(2))).isEqualTo("twothree");
        assertThat(text(all)).isEqualTo("onetwothree");
        assertThat(text(last)).isEqualTo("three");
        assertThat(text(later)).isEqualTo("twothreefour");
        four.release();
    }

    @Test
    void whatHasNoRoomIsLeftOutWhole() {
        var strip = new BufferStrip(5);
        var first = frame("abc");
        var second = frame("def");
        assertThat(strip.add(first)).isTrue();
        assertThat(strip.add(second)).isFalse();
        assertThat(text((BufferFrame) strip.from(0))).isEqualTo("abc");
        first.release();
        second.release();
        strip.release();
    }

    /** TLS appends to a buffer that has room what comes behind it, and this one is shared. */
    @Test
    void aPieceHasNoRoomBehindIt() {
        var strip = new BufferStrip(100);
        var frame = frame("abc");
        strip.add(frame);
        frame.release();
        var piece = (BufferFrame) strip.from(0);
        ByteBuf taken = piece.take();
        assertThat(taken.maxCapacity()).isEqualTo(3);
        assertThat(taken.isWritable()).isFalse();
        taken.release();
        strip.release();
    }
}
