package carillon.benchmarks.ceiling;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Event loops with a task that runs once after each look at the sockets. */
final class TurningLoops extends MultiThreadIoEventLoopGroup {

    private static final int TASKS_AT_MOST_MILLIS = 1;

    TurningLoops(int count, IoHandlerFactory io) {
        super(count, io);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... arguments) {
        return new Loop(this, executor, io);
    }

    static final class Loop extends SingleThreadIoEventLoop {

        /** Of the thread itself. */
        private @Nullable Runnable nextTurn;

        Loop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory io) {
            super(parent, executor, io, Integer.MAX_VALUE, RejectedExecutionHandlers.reject(), TASKS_AT_MOST_MILLIS);
        }

        /** On the loop. */
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
            nextTurn = null;
            if (task != null) {
                task.run();
            }
            return ran || task != null;
        }
    }
}
