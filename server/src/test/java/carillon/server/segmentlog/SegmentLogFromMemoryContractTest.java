package carillon.server.segmentlog;

/** The same, with every record still in memory. */
class SegmentLogFromMemoryContractTest extends SegmentLogContractTest {

    @Override
    int tailRecords() {
        return 1024;
    }
}
