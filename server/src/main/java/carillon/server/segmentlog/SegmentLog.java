package carillon.server.segmentlog;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.log.Draft;
import carillon.core.log.Follower;
import carillon.core.log.Judge;
import carillon.core.log.Log;
import carillon.core.log.LogRecord;
import carillon.core.log.LogUnreadableException;
import carillon.core.log.Receipt;
import carillon.core.log.Retention;
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
public final class SegmentLog implements Log {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);

    /** How many ids are remembered where nobody says. */
    private static final int WINDOW = 50_000;

    private final Disk disk;
    private final SegmentLogConfig config;
    private final DirectoryLock directoryLock;
    private final String epoch;
    private final InstantSource clock;
    private final Segments segments;
    private final Judge judge;
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
            Judge judge,
            HubThreads threads)
            throws IOException {
        this.disk = disk;
        this.config = config;
        this.directoryLock = directoryLock;
        this.epoch = opened.epoch();
        this.clock = clock;
        this.segments = opened.segments();
        this.judge = judge;
        this.queue = new AppendQueue(config.maxPendingBytes());
        var tail = new Tail(config.tailRecords(), config.tailBytes(), segments.last() + 1);
        this.reader = new LogReader(disk, segments, tail);
        this.writer = new LogWriter(disk, config, clock, opening, queue, segments, tail, judge, threads);
        this.thread = Thread.ofPlatform().name("journal-writer").unstarted(writer);
    }

    /** Opens the journal in a directory of this machine, or begins one there. */
    public static SegmentLog open(Path directory) {
        return open(SegmentLogConfig.in(directory), new LocalDisk(), InstantSource.system());
    }

    /**
     * Opens a journal, or begins one.
     *
     * @throws LogUnreadableException if it is in use, damaged, or the disk fails; the message says which file, where,
     *     and what to do
     */
    public static SegmentLog open(SegmentLogConfig config, Disk disk, InstantSource clock) {
        return open(config, disk, clock, new Judge(WINDOW), new HubThreads());
    }

    /**
     * As {@link #open(SegmentLogConfig, Disk, InstantSource)}, with the threads of the server that it belongs to.
     *
     * @param judge knows nothing yet
     */
    public static SegmentLog open(
            SegmentLogConfig config, Disk disk, InstantSource clock, Judge judge, HubThreads threads) {
        try {
            return opened(config, disk, clock, judge, threads);
        } catch (IOException failed) {
            throw new LogUnreadableException(
                    "the journal in " + config.directory() + " cannot be opened: " + failed.getMessage(), failed);
        }
    }

    private static SegmentLog opened(
            SegmentLogConfig config, Disk disk, InstantSource clock, Judge judge, HubThreads threads)
            throws IOException {
        var directoryLock = DirectoryLock.take(config.directory());
        try {
            new UnfinishedRepair(disk, config.directory()).refuse();
            var opening = new LogOpening(disk, config.directory(), clock);
            var log = new SegmentLog(disk, config, directoryLock, opening.open(), opening, clock, judge, threads);
            judge.restore(log)
                    .ifPresent(difference -> LOG.error(
                            "The journal in {} is not what it was: {}. An event may be stored twice under one id, or one may"
                                    + " be missing. Compare it with a backup, and report this",
                            config.directory(),
                            difference));
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
    public long epochStart() {
        return segments.epochStart();
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
    public List<LogRecord> readAfter(long after, int max) {
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

    @Override
    public long retain(Retention limits, long needed) {
        long wanted = Keep.from(limits, summaries(), clock.millis());
        trim(Math.min(wanted, needed));
        return wanted;
    }

    /** Exact: in these files no number is left out. */
    @Override
    public long countAfter(long sequence) {
        return Math.max(0, last() - Math.max(sequence, first() - 1));
    }

    /** Whether there is a journal in a directory. Makes nothing. */
    public static boolean exists(Path directory) {
        try {
            return Files.isDirectory(directory)
                    && !LogOpening.segmentFiles(new LocalDisk(), directory).isEmpty();
        } catch (IOException failed) {
            throw new LogUnreadableException("cannot read " + directory + ": " + failed, failed);
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

    @Override
    public Judge judge() {
        return judge;
    }

    @Override
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
