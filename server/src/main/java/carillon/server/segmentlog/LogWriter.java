package carillon.server.segmentlog;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.log.Draft;
import carillon.core.log.EntryCodec;
import carillon.core.log.Follower;
import carillon.core.log.Judge;
import carillon.core.log.LogRecord;
import carillon.core.log.Receipt;
import carillon.core.log.Verdict;
import carillon.core.thread.HubThreads;
import carillon.core.thread.Vitals;
import carillon.server.file.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: takes whatever waits, writes it, syncs once, then tells everybody in order. Whatever
 * arrives during the sync goes into the next. Nobody else has this thread, so nobody can interrupt it: an interrupt
 * would close the file. It waits in the queue's own way, which is faster than to be woken for each append, and so is no
 * {@link carillon.core.thread.HubThread}; its health is known all the same.
 */
final class LogWriter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    /** A group ends here, so that the first in it does not wait long for the last. */
    private static final long MAX_GROUP_BYTES = 8L << 20;

    private static final int BUFFER_BYTES = 1 << 20;

    /** Nobody waits for a checkpoint. */
    private static final Receipt NOBODY = new Receipt() {
        @Override
        public void stored(List<Verdict> verdicts) {}

        @Override
        public void refused(Refusal refusal) {}

        @Override
        public void unknown(Refusal refusal) {}
    };

    private static final long LOOK_FOR_ROOM_NANOS = 1_000_000_000L;

    private final Disk disk;
    private final SegmentLogConfig config;
    private final InstantSource clock;
    private final LogOpening opening;
    private final AppendQueue queue;
    private final Segments segments;
    private final Tail tail;
    private final Judge judge;
    private final HubThreads threads;
    private final Vitals vitals;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private SegmentFile file;
    private long lastMillis;
    private volatile @Nullable Refusal trouble;
    private volatile @Nullable Follower follower;

    LogWriter(
            Disk disk,
            SegmentLogConfig config,
            InstantSource clock,
            LogOpening opening,
            AppendQueue queue,
            Segments segments,
            Tail tail,
            Judge judge,
            HubThreads threads)
            throws IOException {
        this.disk = disk;
        this.config = config;
        this.clock = clock;
        this.opening = opening;
        this.queue = queue;
        this.segments = segments;
        this.tail = tail;
        this.judge = judge;
        this.threads = threads;
        this.vitals = threads.vitals("journal-writer");
        this.file = continued(segments.active());
    }

    /** Gives what is stored from now on to a follower, too. */
    void follow(Follower follows) {
        follower = follows;
    }

    /** Why appends are refused at the moment. */
    Optional<Refusal> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void run() {
        try {
            storeWhatComes();
            closeFile();
            threads.forget(vitals);
        } catch (Throwable unexpected) {
            // Every failure of the disk was dealt with before it came here. Who waits for an answer now has to be told
            // by a restart.
            vitals.died();
            threads.failed(vitals, unexpected);
        }
    }

    private void storeWhatComes() {
        List<Append> spare = new ArrayList<>();
        while (true) {
            var taken = queue.take(spare, isFull() ? LOOK_FOR_ROOM_NANOS : Long.MAX_VALUE);
            vitals.busy();
            if (!taken.isEmpty()) {
                storeAll(taken);
            } else if (queue.isClosed()) {
                return;
            } else {
                lookForRoom();
            }
            vitals.resting();
            spare = taken;
        }
    }

    private boolean isFull() {
        var now = trouble;
        return now != null && now.code() == ErrorCode.STORAGE_FULL;
    }

    /** Nobody may publish to a server that says it is full: it has to find out by itself. */
    private void lookForRoom() {
        if (!isFull()) {
            return;
        }
        try {
            file.probe();
            roomAgain();
        } catch (DiskFullException still) {
            diskFull(still);
        } catch (IOException | RuntimeException | Error broken) {
            broken(broken);
        }
    }

    private void roomAgain() {
        if (isFull()) {
            LOG.warn("there is room on the disk of {} again: publishing goes on", config.directory());
        }
        trouble = null;
    }

    private void storeAll(List<Append> appends) {
        int from = 0;
        while (from < appends.size()) {
            int to = groupEnd(appends, from);
            store(appends.subList(from, to));
            vitals.busy();
            from = to;
        }
    }

    /** As many appends as one write takes: they fit into the segment, or there is one alone. */
    private int groupEnd(List<Append> appends, int from) {
        long room = Math.min(MAX_GROUP_BYTES, roomAfterRolling(appends.get(from).bytes()));
        long bytes = appends.get(from).bytes();
        int to = from + 1;
        while (to < appends.size() && bytes + appends.get(to).bytes() <= room) {
            bytes += appends.get(to).bytes();
            to++;
        }
        return to;
    }

    private long roomAfterRolling(long bytes) {
        return needsRoll(bytes)
                ? config.segmentBytes() - SegmentFormat.HEADER_BYTES
                : config.segmentBytes() - file.end();
    }

    private boolean needsRoll(long bytes) {
        return !segments.active().isEmpty() && file.end() + bytes > config.segmentBytes();
    }

    /** An append, and what became of each of its drafts. */
    private record Judged(Append append, List<Verdict> verdicts) {

        int stored() {
            int stored = 0;
            for (int i = 0; i < verdicts.size(); i++) {
                if (verdicts.get(i) instanceof Verdict.Stored) {
                    stored++;
                }
            }
            return stored;
        }
    }

    /**
     * Why nothing of a group was stored.
     *
     * @param mayAppear it could not be taken back from the disk
     */
    private record Failure(Refusal refusal, boolean mayAppear) {}

    private void store(List<Append> group) {
        var judged = judged(group);
        var drafts = drafts(judged);
        var failure = drafts.isEmpty() ? null : tryToStore(drafts);
        // Before anybody is told: whoever publishes again inside its receipt finds the room that it gave back.
        queue.release(bytes(group));
        if (failure == null) {
            tell(judged);
        } else {
            judge.rollBack();
            group.forEach(append -> tell(append, failure));
        }
    }

    /** What each append may store, in the order of the log; a checkpoint behind them when it is due. */
    private List<Judged> judged(List<Append> group) {
        var judged = new ArrayList<Judged>(group.size() + 1);
        long next = segments.last() + 1;
        for (var append : group) {
            var one = new Judged(append, judge.decide(next, append.drafts()));
            judged.add(one);
            next += one.stored();
        }
        var checkpoint = judge.dueCheckpoint();
        if (checkpoint.isPresent()) {
            var append = Append.of(List.of(EntryCodec.encode(checkpoint.get())), NOBODY);
            judged.add(new Judged(append, judge.decide(next, append.drafts())));
        }
        return judged;
    }

    /** What one write stores, an append after the other. */
    private static List<List<Draft>> drafts(List<Judged> judged) {
        var all = new ArrayList<List<Draft>>(judged.size());
        for (var one : judged) {
            int stored = one.stored();
            if (stored == one.append.drafts().size()) {
                if (stored > 0) {
                    all.add(one.append.drafts());
                }
            } else if (stored > 0) {
                all.add(accepted(one));
            }
        }
        return all;
    }

    private static List<Draft> accepted(Judged judged) {
        var accepted = new ArrayList<Draft>(judged.verdicts.size());
        for (int i = 0; i < judged.verdicts.size(); i++) {
            if (judged.verdicts.get(i) instanceof Verdict.Stored) {
                accepted.add(judged.append.drafts().get(i));
            }
        }
        return accepted;
    }

    /** Stores a group and shows it to the follower; or stores nothing of it, and says why. */
    private @Nullable Failure tryToStore(List<List<Draft>> group) {
        var failed = trouble;
        if (failed != null && failed.code() == ErrorCode.STORAGE_FAILED) {
            return new Failure(failed, false);
        }
        List<List<LogRecord>> records;
        try {
            long bytes = Append.bytesOf(group);
            if (needsRoll(bytes)) {
                roll();
            }
            records = write(group, bytes);
            roomAgain();
        } catch (DiskFullException full) {
            return diskFull(full);
        } catch (IOException | RuntimeException | Error broken) {
            return broken(broken);
        }
        // Before anybody is shown them: who asks where an event is may have got it already.
        judge.commit();
        publish(records);
        show(records);
        return null;
    }

    private List<List<LogRecord>> write(List<List<Draft>> group, long bytes) throws IOException {
        // The clock may be set back; times in the journal never go back, because retention by age relies on it.
        lastMillis = Math.max(lastMillis, clock.millis());
        file.reserve(bytes);
        var all = new ArrayList<List<LogRecord>>(group.size());
        long sequence = segments.last();
        boolean starts = true;
        for (var drafts : group) {
            all.add(put(drafts, sequence, starts));
            sequence += drafts.size();
            starts = false;
        }
        file.commit();
        return all;
    }

    /** The records of one append, which are whole or not there. */
    private List<LogRecord> put(List<Draft> drafts, long after, boolean starts) throws IOException {
        var records = new LogRecord[drafts.size()];
        for (int i = 0; i < records.length; i++) {
            long sequence = after + 1 + i;
            var draft = drafts.get(i);
            file.put(sequence, lastMillis, marks(starts && i == 0, i + 1 < records.length), draft);
            records[i] = record(sequence, draft);
        }
        return List.of(records);
    }

    private LogRecord record(long sequence, Draft draft) {
        return new LogRecord(sequence, lastMillis, draft.kind(), draft.body(), draft.entry());
    }

    private static int marks(boolean startsWrite, boolean continues) {
        return (startsWrite ? SegmentFormat.STARTS_WRITE : 0) | (continues ? SegmentFormat.CONTINUES : 0);
    }

    private void publish(List<List<LogRecord>> group) {
        var segment = segments.active();
        segment.noteAll(group);
        segment.grow(file.end());
        for (var records : group) {
            tail.add(records);
        }
        segments.publish(group.getLast().getLast().sequence());
    }

    private void show(List<List<LogRecord>> group) {
        var follows = follower;
        if (follows == null) {
            return;
        }
        for (var records : group) {
            guarded(() -> follows.stored(records));
        }
        guarded(follows::wake);
    }

    private void tell(List<Judged> group) {
        for (var one : group) {
            var turnedAway = one.append.refusal();
            if (turnedAway == null) {
                guarded(() -> one.append.receipt().stored(one.verdicts));
            } else {
                guarded(() -> one.append.receipt().refused(turnedAway));
            }
        }
    }

    private void tell(Append append, Failure failure) {
        var earlier = append.refusal();
        if (earlier != null) {
            guarded(() -> append.receipt().refused(earlier));
            return;
        }
        var known = judge.decide(segments.last() + 1, append.drafts());
        judge.rollBack();
        if (known.stream().noneMatch(Verdict.Stored.class::isInstance)) {
            // Published before, or decided on an older object: that is so with the disk as it is.
            guarded(() -> append.receipt().stored(known));
        } else if (failure.mayAppear()) {
            guarded(() -> append.receipt().unknown(failure.refusal()));
        } else {
            guarded(() -> append.receipt().refused(failure.refusal()));
        }
    }

    /** Receipts and followers must not throw; one that does must not cost the others theirs. */
    private void guarded(Runnable receipt) {
        try {
            receipt.run();
        } catch (Throwable broken) {
            var _ = threads.lastResort().judge(broken);
            LOG.error("a receipt or follower of the journal threw, which breaks its promise", broken);
        }
    }

    private Failure diskFull(DiskFullException full) {
        try {
            file.cutBack();
        } catch (IOException | RuntimeException broken) {
            broken.addSuppressed(full);
            return broken(broken);
        }
        if (trouble == null) {
            LOG.error("the disk of {} is full: publishing is refused until there is room", config.directory(), full);
        }
        var refusal = new Refusal(ErrorCode.STORAGE_FULL, "the disk is full; publishing resumes when there is room");
        trouble = refusal;
        return new Failure(refusal, false);
    }

    /** Never tried again: after a failed fsync the kernel may call the lost pages clean, and the next one succeeds. */
    private Failure broken(Throwable cause) {
        var _ = threads.lastResort().judge(cause);
        LOG.error(
                "writing to the journal in {} failed: writes are refused until the server is restarted",
                config.directory(),
                cause);
        boolean mayAppear = false;
        try {
            file.cutBack();
        } catch (IOException | RuntimeException again) {
            mayAppear = true;
            LOG.error("what was written and not acknowledged may appear after the restart", again);
        }
        var refusal = new Refusal(
                ErrorCode.STORAGE_FAILED,
                "writing to the disk failed; the server's log says why, and it needs a restart");
        trouble = refusal;
        return new Failure(refusal, mayAppear);
    }

    private void roll() throws IOException {
        var next = opening.create(segments.active().epoch(), segments.last() + 1);
        closeFile();
        file = continued(next);
        segments.add(next);
    }

    private SegmentFile continued(Segment segment) throws IOException {
        return new SegmentFile(disk.open(segment.path()), segment.durableEnd(), config, buffer);
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException harmless) {
            LOG.warn("giving back the unused end of a segment failed; all of its records are on disk", harmless);
        }
    }

    private static long bytes(List<Append> group) {
        long bytes = 0;
        for (var append : group) {
            bytes += append.bytes();
        }
        return bytes;
    }
}
