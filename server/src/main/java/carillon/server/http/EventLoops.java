package carillon.server.http;

import carillon.core.thread.HubThreads;
import carillon.core.thread.LastResort;
import carillon.core.thread.Vitals;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Event loops that look for requests every few milliseconds, however much there is to write. The transport's own ones go on
 * with tasks for up to a second, and each write that a busy subscriber takes whole is followed by a task for its next one:
 * requests were read after ten seconds.
 */
final class EventLoops extends MultiThreadIoEventLoopGroup {

    private static final int TASKS_AT_MOST_MILLIS = 5;

    /** Its first argument is taken by {@link #newChild}, which runs before this constructor does. */
    EventLoops(int count, ThreadFactory factory, IoHandlerFactory io, HubThreads threads) {
        super(count, factory, io, threads);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... arguments) {
        return new Watchful(this, executor, io, (HubThreads) arguments[0]);
    }

    /** The transport's own ends with the first error that comes out of its handling of sockets, and its connections with it. */
    static final class Watchful extends SingleThreadIoEventLoop {

        private final HubThreads threads;

        /** Since the thread began; of the thread itself. */
        private @Nullable Vitals vitals;

        /** Of the thread itself. */
        private @Nullable Runnable nextTurn;

        Watchful(IoEventLoopGroup parent, Executor executor, IoHandlerFactory io, HubThreads threads) {
            super(parent, executor, io, Integer.MAX_VALUE, RejectedExecutionHandlers.reject(), TASKS_AT_MOST_MILLIS);
            this.threads = threads;
        }

        @Override
        protected void run() {
            var own = threads.vitals(Thread.currentThread().getName());
            vitals = own;
            try {
                while (!goneThrough(own)) {
                    // What it threw cost the round that it was in.
                }
                threads.forget(own);
            } catch (Throwable unsurvived) {
                own.died();
                throw unsurvived;
            }
        }

        /**
         * Runs one task after the next look at the sockets. A task that puts itself back with {@link #execute} runs up to 64
         * times before the transport looks. On the loop, and for one caller: its lane, which has one such task at a time.
         */
        void nextTurn(Runnable task) {
            nextTurn = task;
        }

        @Override
        protected boolean hasTasks() {
            return nextTurn != null || super.hasTasks();
        }

        @Override
        protected boolean runAllTasks(long timeoutNanos) {
            boolean ran = super.runAllTasks(timeoutNanos);
            var task = nextTurn;
            if (task == null) {
                return ran;
            }
            nextTurn = null;
            task.run();
            return true;
        }

        /** From the loop's own timer: as long as this goes on it is neither stuck nor failing. */
        void beat() {
            var own = vitals;
            if (own != null) {
                own.busy();
                own.succeeded();
            }
        }

        LastResort lastResort() {
            return threads.lastResort();
        }

        /** True when the loop was shut down; false when something was thrown out of it. */
        private boolean goneThrough(Vitals own) {
            try {
                super.run();
                return true;
            } catch (Throwable thrown) {
                if (!threads.failed(own, thrown)) {
                    throw thrown;
                }
                return isShuttingDown();
            }
        }
    }
}
