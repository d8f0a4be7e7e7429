package carillon.testkit.log;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.log.Draft;
import carillon.core.log.Follower;
import carillon.core.log.Judge;
import carillon.core.log.Log;
import carillon.core.log.LogRecord;
import carillon.core.log.LogUnreadableException;
import carillon.core.log.PositionGoneException;
import carillon.core.log.Receipt;
import carillon.core.log.Retention;
import carillon.core.log.Verdict;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A journal in memory, with a writer thread of its own like a real one. Its {@link Tape} survives it, so that a test can
 * close and reopen; {@link #refuse} makes it turn appends away as a full or broken disk would.
 */
public final class FakeLog implements Log {

    private static final Follower NOBODY = new Follower() {
        @Override
        public void stored(List<LogRecord> records) {}

        @Override
        public void wake() {}
    };

    /** What a disk is to a real journal. */
    public static final class Tape {
        private final String epoch;
        private final List<LogRecord> records = new ArrayList<>();
        private long trimmed;

        public Tape(String epoch) {
            this.epoch = epoch;
        }
    }

    private final Tape tape;
    private final InstantSource clock;
    private final Judge judge;
    private final ExecutorService writer;
    private volatile Follower follower = NOBODY;
    private volatile @Nullable Refusal refusal;
    private volatile @Nullable String unreadable;

    /** Begins an empty journal. */
    public FakeLog() {
        this(new Tape("fake"), InstantSource.system());
    }

    public FakeLog(Tape tape, InstantSource clock) {
        this.tape = tape;
        this.clock = clock;
        this.judge = new Judge(50_000);
        // Tests also store what no codec wrote.
        var _ = judge.restore(this);
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
        var verdicts = judge.decide(last() + 1, batch);
        var records = new ArrayList<LogRecord>();
        for (int i = 0; i < batch.size(); i++) {
            if (verdicts.get(i) instanceof Verdict.Stored(long sequence)) {
                var draft = batch.get(i);
                records.add(new LogRecord(sequence, now, draft.kind(), draft.body(), draft.entry()));
            }
        }
        synchronized (tape) {
            // Bytes alone, as from a disk.
            records.forEach(record -> tape.records.add(
                    new LogRecord(record.sequence(), record.timeMillis(), record.kind(), record.body())));
        }
        judge.commit();
        if (!records.isEmpty()) {
            follower.stored(records);
            follower.wake();
        }
        receipt.stored(verdicts);
    }

    @Override
    public void follow(Follower follows) {
        follower = follows;
    }

    @Override
    public List<LogRecord> readAfter(long after, int max) {
        if (after < 0 || max < 1 || max > 10_000) {
            throw new IllegalArgumentException("after " + after + ", max " + max);
        }
        var why = unreadable;
        if (why != null) {
            throw new LogUnreadableException(why, new IOException(why));
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
    public long retain(Retention limits, long needed) {
        return first();
    }

    @Override
    public long countAfter(long sequence) {
        return Math.max(0, last() - Math.max(sequence, first() - 1));
    }

    @Override
    public long epochStart() {
        return first();
    }

    @Override
    public Judge judge() {
        return judge;
    }

    @Override
    public Optional<Refusal> trouble() {
        return Optional.ofNullable(refusal);
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
