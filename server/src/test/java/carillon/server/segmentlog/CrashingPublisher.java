package carillon.server.segmentlog;

import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.sdk.event.Event;
import carillon.sdk.event.EventId;
import carillon.testkit.log.RecordingReceipt;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * A process made to be killed: opens a journal, publishes from several threads, and prints the sequence and the id of
 * every event that is acknowledged, until it dies.
 */
final class CrashingPublisher {

    private CrashingPublisher() {}

    public static void main(String[] args) {
        int threads = Integer.parseInt(args[1]);
        var config = SegmentLogConfig.in(Path.of(args[0])).withSegmentBytes(256 * 1024);
        var log = SegmentLog.open(config, new LocalDisk(), InstantSource.system());
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (int i = 0; i < threads; i++) {
            Thread.ofPlatform().start(() -> publishForEver(log, out));
        }
    }

    private static void publishForEver(SegmentLog log, PrintStream out) {
        while (true) {
            var id = EventId.next();
            var event = Event.about("crash", "test", id)
                    .id(id)
                    .description("x".repeat(200))
                    .build();
            long sequence = RecordingReceipt.stored(log, EntryCodec.encode(new Entry.Published(event)));
            out.println(sequence + " " + id);
        }
    }
}
