package carillon.server.http;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Event loops that look for requests every few milliseconds, however much there is to write. The transport's own ones go on
 * with tasks for up to a second, and each write that a busy subscriber takes whole is followed by a task for its next one:
 * requests were read after ten seconds.
 */
final class EventLoops extends MultiThreadIoEventLoopGroup {

    private static final int TASKS_AT_MOST_MILLIS = 5;

    EventLoops(int count, ThreadFactory threads, IoHandlerFactory io) {
        super(count, threads, io);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... none) {
        return new SingleThreadIoEventLoop(
                this, executor, io, Integer.MAX_VALUE, RejectedExecutionHandlers.reject(), TASKS_AT_MOST_MILLIS);
    }
}
