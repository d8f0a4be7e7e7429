package carillon.benchmarks.ceiling;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** One task for each event; it writes all events that wait to one connection after another. */
final class BareLane implements BareBroadcaster.Lane {

    private final EventLoop loop;

    /** Event loop only. */
    private final List<Channel> channels = new ArrayList<>();

    private List<ByteBuf> waiting = new ArrayList<>();

    BareLane(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void subscribe(Channel channel) {
        channels.add(channel);
    }

    @Override
    public void offer(ByteBuf frame) {
        synchronized (this) {
            waiting.add(frame);
            if (waiting.size() > 1) {
                return;
            }
        }
        loop.execute(this::write);
    }

    private synchronized List<ByteBuf> take() {
        var taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    private void write() {
        var frames = take();
        for (var channel : channels) {
            for (var frame : frames) {
                var _ = channel.write(frame.retainedDuplicate(), channel.voidPromise());
            }
            channel.flush();
        }
        frames.forEach(ByteBuf::release);
    }
}
