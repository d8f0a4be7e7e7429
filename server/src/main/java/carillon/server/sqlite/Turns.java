package carillon.server.sqlite;

import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.core.history.HistoryUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which question is next. Callers take turns, one question each, and one caller holds at most half of the threads: however
 * many slow searches one sends, a list of another begins at once. Any thread; the lock is never held while a question runs.
 */
final class Turns {

    private static final int MOST_OF_ONE = 256;
    private static final int MOST = 4_096;

    private final int mostAtOnce;
    private final Map<String, Caller> callers = new HashMap<>();

    /** Those who have a question that may begin. */
    private final ArrayDeque<Caller> next = new ArrayDeque<>();

    private int waiting;
    private boolean closed;

    private static final class Caller {
        final ArrayDeque<Question<?>> questions = new ArrayDeque<>();
        int running;
        boolean listed;
    }

    Turns(int threads) {
        this.mostAtOnce = Math.max(1, threads / 2);
    }

    synchronized void add(Question<?> question) {
        if (closed) {
            throw new HistoryUnavailableException("the history is closed");
        }
        var caller = callers.computeIfAbsent(question.caller, name -> new Caller());
        if (caller.questions.size() >= MOST_OF_ONE) {
            throw new RefusedException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    MOST_OF_ONE + " searches of " + question.caller + " wait already; send fewer at a time");
        }
        if (waiting >= MOST) {
            forgetIfIdle(question.caller, caller);
            throw new RefusedException(ErrorCode.OVERLOADED, "too many searches wait; try again later");
        }
        caller.questions.add(question);
        waiting++;
        list(caller);
    }

    private void list(Caller caller) {
        if (!caller.listed && !caller.questions.isEmpty() && caller.running < mostAtOnce) {
            caller.listed = true;
            next.add(caller);
            notify();
        }
    }

    private void forgetIfIdle(String name, Caller caller) {
        if (caller.running == 0 && caller.questions.isEmpty()) {
            callers.remove(name);
        }
    }

    /** Waits for the next question; null when there will be none. */
    synchronized @Nullable Question<?> next() throws InterruptedException {
        while (next.isEmpty()) {
            if (closed) {
                return null;
            }
            wait();
        }
        var caller = next.remove();
        caller.listed = false;
        var question = caller.questions.remove();
        waiting--;
        caller.running++;
        list(caller);
        return question;
    }

    synchronized void done(Question<?> question) {
        var caller = callers.get(question.caller);
        if (caller != null) {
            caller.running--;
            list(caller);
            forgetIfIdle(question.caller, caller);
        }
    }

    /** No more questions; gives those that did not begin. */
    synchronized List<Question<?>> close() {
        closed = true;
        var left = new ArrayList<Question<?>>();
        callers.values().forEach(caller -> left.addAll(caller.questions));
        callers.clear();
        next.clear();
        notifyAll();
        return left;
    }
}
