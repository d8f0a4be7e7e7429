package carillon.server.segmentlog;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.journal.Draft;
import carillon.core.journal.Follower;
import carillon.core.journal.Journal;
import carillon.core.journal.JournalRecord;
import carillon.core.journal.JournalUnreadableException;
import carillon.core.journal.Receipt;
import carillon.core.thread.HubThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal on local files: an acknowledged record is on disk, and stays there until retention removes its segment.
 * Any thread may call anything; the writing is done by one thread of its own.
 */
public final class SegmentLog implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);

    private final Disk disk;
    private final SegmentLogConfig config;
    private final DirectoryLock directoryLock;
    private final String epoch;
    private final Segments segments;
    private final AppendQueue queue;
    private final LogReader reader;
    private final LogWriter writer;
    private final Thread thread;

    private SegmentLog(
            Disk disk,
            SegmentLogConfig config,
            DirectoryLock directoryLock,
            LogOpening.Opened opened,
            LogOpening opening,
            InstantSource clock,
            HubThreads threads)
            throws IOException {
        this.disk = disk;
        this.config = config;
        this.directoryLock = directoryLock;
        this.epoch = opened.epoch();
        this.segments = opened.segments();
        this.queue = new AppendQueue(config.maxPendingBytes());
        var tail = new Tail(config.tailRecords(), config.tailBytes(), segments.last() + 1);
        this.reader = new LogReader(disk, segments, tail);
        this.writer = new LogWriter(disk, config, clock, opening, queue, segments, tail, threads);
        this.thread = Thread.ofPlatform().name("journal-writer").unstarted(writer);
    }

    /** Opens the journal in a directory of this machine, or begins one there. */
    public static SegmentLog open(Path directory) {
        return open(SegmentLogConfig.in(directory), new LocalDisk(), InstantSource.system());
    }

    /**
     * Opens a journal, or begins one.
     *
     * @throws JournalUnreadableException if it is in use, damaged, or the disk fails; the message says which file, where,
     *     and what to do
     */
    public static SegmentLog open(SegmentLogConfig config, Disk disk, InstantSource clock) {
        return open(config, disk, clock, new HubThreads());
    }

    /** As {@link #open(SegmentLogConfig, Disk, InstantSource)}, with the threads of the server that it belongs to. */
    public static SegmentLog open(SegmentLogConfig config, Disk disk, InstantSource clock, HubThreads threads) {
        try {
            return opened(config, disk, clock, threads);
        } catch (IOException failed) {
            throw new JournalUnreadableException(
                    "the journal in " + config.directory() + " cannot be opened: " + failed.getMessage(), failed);
        }
    }

    private static SegmentLog opened(SegmentLogConfig config, Disk disk, InstantSource clock, HubThreads threads)
            throws IOException {
        var directoryLock = DirectoryLock.take(config.directory());
        try {
            new UnfinishedRepair(disk, config.directory()).refuse();
            var opening = new LogOpening(disk, config.directory(), clock);
            var log = new SegmentLog(disk, config, directoryLock, opening.open(), opening, clock, threads);
            log.thread.start();
            return log;
        } catch (IOException | RuntimeException failed) {
            directoryLock.close();
            throw failed;
        }
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public long last() {
        return segments.last();
    }

    @Override
    public long lastOf(String ofEpoch) {
        return segments.lastOf(ofEpoch);
    }

    @Override
    public long first() {
        return segments.first();
    }

    @Override
    public void append(List<Draft> drafts, Receipt receipt) {
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("nothing to append");
        }
        var append = Append.of(drafts, receipt);
        if (append.bytes() > config.maxAppendBytes()) {
            append = append.turnedAway(new Refusal(
                    ErrorCode.TOO_LARGE,
                    "it takes " + append.bytes() + " bytes, and at most " + config.maxAppendBytes()
                            + " are stored at once"));
        }
        if (!queue.put(append)) {
            // The writer is gone, so that this one refusal comes on the caller's thread.
            receipt.refused(new Refusal(ErrorCode.SHUTTING_DOWN, "the server is going away; try again later"));
        }
    }

    @Override
    public void follow(Follower follower) {
        writer.follow(follower);
    }

    @Override
    public List<JournalRecord> readAfter(long after, int max) {
        return reader.readAfter(after, max);
    }

    @Override
    public void trim(long before) {
        for (var segment : segments.dropBefore(before)) {
            // Oldest first, each on disk before the next, and none after a failure: whatever happens in between leaves
            // a
            // journal without holes.
            try {
                disk.delete(segment.path());
                disk.sync(config.directory());
            } catch (IOException failed) {
                LOG.warn(
                        "{} could not be removed: it and the later ones come back at the next start",
                        segment.path(),
                        failed);
                return;
            }
        }
    }

    /**
     * Lets go of whole segments by age, bytes and count.
     *
     * @param needed the first record that somebody still has to read; it and what comes after stays, whatever the limits
     * @return the first record that the limits alone would keep
     */
    public long retain(Retention retention, InstantSource clock, long needed) {
        long wanted = retention.keepFrom(summaries(), clock.millis());
        trim(Math.min(wanted, needed));
        return wanted;
    }

    /** Whether there is a journal in a directory. Makes nothing. */
    public static boolean exists(Path directory) {
        try {
            return Files.isDirectory(directory)
                    && !LogOpening.segmentFiles(new LocalDisk(), directory).isEmpty();
        } catch (IOException failed) {
            throw new JournalUnreadableException("cannot read " + directory + ": " + failed, failed);
        }
    }

    /** Every segment, oldest first; the last one is being written. */
    public List<SegmentSummary> summaries() {
        var all = segments.all();
        var summaries = new ArrayList<SegmentSummary>(all.size());
        for (int i = 0; i < all.size(); i++) {
            var segment = all.get(i);
            long next = i + 1 < all.size() ? all.get(i + 1).firstSequence() : segments.last() + 1;
            summaries.add(new SegmentSummary(
                    segment.firstSequence(), next - 1, segment.durableEnd(), segment.createdMillis()));
        }
        return summaries;
    }

    /** Why appends are refused at the moment; empty while everything is well. */
    public Optional<Refusal> trouble() {
        return writer.trouble();
    }

    /** How much waits to be written. */
    public long pendingBytes() {
        return queue.pendingBytes();
    }

    @Override
    public void close() {
        queue.close();
        joinWriter();
        try {
            directoryLock.close();
        } catch (IOException failed) {
            LOG.warn("the lock on {} stays until this process ends", config.directory(), failed);
        }
    }

    /** Waits however long the disk takes, and passes an interrupt on only afterwards: a half closed journal helps nobody. */
    private void joinWriter() {
        boolean interrupted = false;
        while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
