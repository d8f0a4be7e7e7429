package carillon.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.delivery.Frame;
import carillon.sdk.event.Event;
import carillon.sdk.event.StoredEvent;
import carillon.testkit.delivery.RecordingFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RecentFramesTest {

    private final RecordingFrame.Format format = new RecordingFrame.Format();
    private final RecentFrames frames = new RecentFrames(4, 100);

    private static StoredEvent stored(long sequence) {
        return new StoredEvent(sequence, Event.about("t", "a", "k").build());
    }

    private List<Frame> replay(RecordingFrame.Format shown, long from, long to) {
        var replay = new ArrayList<Frame>();
        for (long sequence = from; sequence <= to; sequence++) {
            replay.add(Objects.requireNonNull(frames.of(stored(sequence), shown, shown::encode)));
        }
        return replay;
    }

    @Test
    void aThousandReplaysOfTheSameEventsEncodeThemOnce() {
        var other = new RecordingFrame.Format();
        for (int i = 0; i < 1_000; i++) {
            replay(format, 1, 2).forEach(Frame::release);
            replay(other, 1, 2).forEach(Frame::release);
        }
        assertThat(format.encoded()).isEqualTo(2);
        assertThat(other.encoded()).as("formats do not share").isEqualTo(2);
        frames.close();
        assertThat(format.outstanding() + other.outstanding()).isZero();
    }

    @Test
    void theOldestGoAndWhoHasThemKeepsThem() {
        var kept = replay(format, 1, 6);
        assertThat(kept)
                .extracting(
                        frame -> ((RecordingFrame) frame).stored().getFirst().sequence())
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        replay(format, 3, 6).forEach(Frame::release);
        assertThat(format.encoded()).as("four were kept").isEqualTo(6);
        replay(format, 1, 1).forEach(Frame::release);
        assertThat(format.encoded()).isEqualTo(7);
        assertThat(format.outstanding()).isEqualTo(6 + 4);
        kept.forEach(Frame::release);
        frames.close();
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void bytesAreBoundedToo() {
        format.weigh();
        var few = new RecentFrames(1_000, 10);
        for (long sequence = 1; sequence <= 100; sequence++) {
            Objects.requireNonNull(few.of(stored(sequence), format, format::encode))
                    .release();
        }
        assertThat(format.outstanding()).as("null as JSON has 4 bytes").isEqualTo(2);
        few.close();
    }
}
