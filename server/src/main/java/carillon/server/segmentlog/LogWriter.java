package carillon.server.segmentlog;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.journal.Draft;
import carillon.core.journal.Follower;
import carillon.core.journal.JournalRecord;
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

    private static final long LOOK_FOR_ROOM_NANOS = 1_000_000_000L;

    private final Disk disk;
    private final SegmentLogConfig config;
    private final InstantSource clock;
    private final LogOpening opening;
    private final AppendQueue queue;
    private final Segments segments;
    private final Tail tail;
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
            HubThreads threads)
            throws IOException {
        this.disk = disk;
        this.config = config;
        this.clock = clock;
        this.opening = opening;
        this.queue = queue;
        this.segments = segments;
        this.tail = tail;
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

    private void store(List<Append> group) {
        long bytes = bytes(group);
        long firstSequence = segments.last() + 1;
        var refusal = bytes == 0 ? null : tryToStore(group, bytes);
        // Before anybody is told: whoever publishes again inside its receipt finds the room that it gave back.
        queue.release(bytes);
        if (refusal == null) {
            showFollower(group, firstSequence);
            tell(group, firstSequence);
        } else {
            group.forEach(append -> tell(append, refusal));
        }
    }

    /** Stores a group; or stores nothing of it, and says why. */
    private @Nullable Refusal tryToStore(List<Append> group, long bytes) {
        var failed = trouble;
        if (failed != null && failed.code() == ErrorCode.STORAGE_FAILED) {
            return failed;
        }
        try {
            if (needsRoll(bytes)) {
                roll();
            }
            publish(write(group, bytes));
            roomAgain();
            return null;
        } catch (DiskFullException full) {
            return diskFull(full);
        } catch (IOException | RuntimeException | Error broken) {
            return broken(broken);
        }
    }

    private List<JournalRecord> write(List<Append> group, long bytes) throws IOException {
        // The clock may be set back; times in the journal never go back, because retention by age relies on it.
        lastMillis = Math.max(lastMillis, clock.millis());
        file.reserve(bytes);
        var records = new ArrayList<JournalRecord>(group.size());
        long sequence = segments.last();
        for (var append : group) {
            int left = append.drafts().size();
            for (var draft : append.drafts()) {
                sequence++;
                left--;
                file.put(sequence, lastMillis, marks(records.isEmpty(), left > 0), draft);
                records.add(record(sequence, draft));
            }
        }
        file.commit();
        return records;
    }

    private JournalRecord record(long sequence, Draft draft) {
        return new JournalRecord(sequence, lastMillis, draft.kind(), draft.body());
    }

    private static int marks(boolean startsWrite, boolean continues) {
        return (startsWrite ? SegmentFormat.STARTS_WRITE : 0) | (continues ? SegmentFormat.CONTINUES : 0);
    }

    private void publish(List<JournalRecord> records) {
        var segment = segments.active();
        segment.noteAll(records);
        segment.grow(file.end());
        tail.add(records);
        segments.publish(records.getLast().sequence());
    }

    private void showFollower(List<Append> group, long firstSequence) {
        var follows = follower;
        if (follows == null) {
            return;
        }
        long sequence = firstSequence;
        for (var append : group) {
            if (append.refusal() == null) {
                long first = sequence;
                sequence += append.drafts().size();
                guarded(() -> follows.stored(first, append.drafts()));
            }
        }
        guarded(follows::wake);
    }

    private void tell(List<Append> group, long firstSequence) {
        long timeMillis = lastMillis;
        long sequence = firstSequence;
        for (var append : group) {
            var turnedAway = append.refusal();
            if (turnedAway == null) {
                long first = sequence;
                sequence += append.drafts().size();
                guarded(() -> append.receipt().durable(first, timeMillis));
            } else {
                guarded(() -> append.receipt().refused(turnedAway));
            }
        }
    }

    private void tell(Append append, Refusal refusal) {
        var earlier = append.refusal();
        guarded(() -> append.receipt().refused(earlier == null ? refusal : earlier));
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

    private Refusal diskFull(DiskFullException full) {
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
        return refusal;
    }

    /** Never tried again: after a failed fsync the kernel may call the lost pages clean, and the next one succeeds. */
    private Refusal broken(Throwable cause) {
        var _ = threads.lastResort().judge(cause);
        LOG.error(
                "writing to the journal in {} failed: writes are refused until the server is restarted",
                config.directory(),
                cause);
        try {
            file.cutBack();
        } catch (IOException | RuntimeException again) {
            LOG.error("what was written and not acknowledged may appear after the restart", again);
        }
        var refusal = new Refusal(
                ErrorCode.STORAGE_FAILED,
                "writing to the disk failed; the server's log says why, and it needs a restart");
        trouble = refusal;
        return refusal;
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
