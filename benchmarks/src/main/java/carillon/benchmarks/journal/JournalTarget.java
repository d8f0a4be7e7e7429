package carillon.benchmarks.journal;

import carillon.core.error.Refusal;
import carillon.core.journal.Draft;
import carillon.core.journal.Receipt;
import carillon.core.journal.RecordKind;
import carillon.server.segmentlog.SegmentLog;
import java.nio.file.Path;
import java.util.List;

/** Carillon's journal as a server opens it. */
final class JournalTarget implements IngestTarget {

    private final SegmentLog log;

    JournalTarget(Path directory) {
        this.log = SegmentLog.open(directory);
    }

    @Override
    public void append(byte[] body, Runnable durable) {
        log.append(List.of(new Draft(RecordKind.EVENT, body)), new Receipt() {
            @Override
            public void durable(long firstSequence, long timeMillis) {
                durable.run();
            }

            @Override
            public void refused(Refusal refusal) {
                throw new IllegalStateException("refused: " + refusal);
            }
        });
    }

    @Override
    public void close() {
        log.close();
    }
}
