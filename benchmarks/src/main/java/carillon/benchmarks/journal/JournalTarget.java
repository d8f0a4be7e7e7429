package carillon.benchmarks.journal;

import carillon.core.error.Refusal;
import carillon.core.log.Draft;
import carillon.core.log.Receipt;
import carillon.core.log.RecordKind;
import carillon.core.log.Verdict;
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
            public void stored(List<Verdict> verdicts) {
                durable.run();
            }

            @Override
            public void unknown(Refusal refusal) {
                throw new IllegalStateException("unknown: " + refusal);
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
