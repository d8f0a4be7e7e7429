package carillon.testkit.journal;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.journal.Draft;
import carillon.core.journal.Follower;
import carillon.core.journal.Journal;
import carillon.core.journal.JournalRecord;
import carillon.core.journal.JournalUnreadableException;
import carillon.core.journal.PositionGoneException;
import carillon.core.journal.Receipt;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A journal in memory, with a writer thread of its own like a real one. Its {@link Tape} survives it, so that a test can
 * close and reopen; {@link #refuse} makes it turn appends away as a full or broken disk would.
 */
public final class FakeJournal implements Journal {

    private static final Follower NOBODY = new Follower() {
        @Override
        public void stored(long firstSequence, List<Draft> drafts) {}

        @Override
        public void wake() {}
    };

    /** What a disk is to a real journal. */
    public static final class Tape {
        private final String epoch;
        private final List<JournalRecord> records = new ArrayList<>();
        private long trimmed;

        public Tape(String epoch) {
            this.epoch = epoch;
        }
    }

    private final Tape tape;
    private final InstantSource clock;
    private final ExecutorService writer;
    private volatile Follower follower = NOBODY;
    private volatile @Nullable Refusal refusal;
    private volatile @Nullable String unreadable;

    /** Begins an empty journal. */
    public FakeJournal() {
        this(new Tape("fake"), InstantSource.system());
    }

    public FakeJournal(Tape tape, InstantSource clock) {
        this.tape = tape;
        this.clock = clock;
        this.writer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("fake-journal").factory());
    }

    /** Refuses every append from now on, or takes them again with {@code null}. */
    public void refuse(@Nullable Refusal with) {
        refusal = with;
    }

    /** Cannot be read from now on, as if the disk failed; or again with {@code null}. */
    public void unreadable(@Nullable String why) {
        unreadable = why;
    }

    @Override
    public String epoch() {
        return tape.epoch;
    }

    @Override
    public long last() {
        synchronized (tape) {
            return tape.trimmed + tape.records.size();
        }
    }

    @Override
    public long first() {
        synchronized (tape) {
            return tape.trimmed + 1;
        }
    }

    @Override
    public void append(List<Draft> drafts, Receipt receipt) {
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("nothing to append");
        }
        var batch = List.copyOf(drafts);
        try {
            writer.execute(() -> store(batch, receipt));
        } catch (RejectedExecutionException closed) {
            receipt.refused(new Refusal(ErrorCode.SHUTTING_DOWN, "the journal is closed"));
        }
    }

    private void store(List<Draft> batch, Receipt receipt) {
        var refused = refusal;
        if (refused != null) {
            receipt.refused(refused);
            return;
        }
        long now = clock.millis();
        long first;
        synchronized (tape) {
            first = last() + 1;
            for (var draft : batch) {
                tape.records.add(new JournalRecord(last() + 1, now, draft.kind(), draft.body()));
            }
        }
        follower.stored(first, batch);
        follower.wake();
        receipt.durable(first, now);
    }

    @Override
    public void follow(Follower follows) {
        follower = follows;
    }

    @Override
    public List<JournalRecord> readAfter(long after, int max) {
        if (after < 0 || max < 1 || max > 10_000) {
            throw new IllegalArgumentException("after " + after + ", max " + max);
        }
        var why = unreadable;
        if (why != null) {
            throw new JournalUnreadableException(why, new IOException(why));
        }
        synchronized (tape) {
            if (after != 0 && after < tape.trimmed) {
                throw new PositionGoneException(after, first());
            }
            int from = (int) Math.min(Math.max(0, after - tape.trimmed), tape.records.size());
            return List.copyOf(tape.records.subList(from, Math.min(tape.records.size(), from + max)));
        }
    }

    @Override
    public void trim(long before) {
        synchronized (tape) {
            int gone = Math.clamp(before - first(), 0, tape.records.size());
            tape.records.subList(0, gone).clear();
            tape.trimmed += gone;
        }
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a receipt keeps the fake journal's writer busy");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
