package carillon.sdk.protocol;

import static carillon.sdk.protocol.Fixtures.full;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Checklist 39 to 45: the sequences of tracker calls. */
class TrackerTest {

    private static final Context.Key<String> MARK = new Context.Key<>("mark", String.class);

    /** Notes every call as one word. */
    private static final class RecordingTracker implements Tracker {
        private final List<String> calls = new ArrayList<>();

        @Override
        public Context start(Context context, Envelope event, Exchange exchange) {
            calls.add("Start " + event.name());
            return context.with(MARK, "from start");
        }

        @Override
        public Context end(Context context, Envelope event, @Nullable Throwable error) {
            calls.add("End " + event.name() + " " + message(error));
            return context;
        }

        @Override
        public Context noticeError(Context context, Throwable error) {
            calls.add("NoticeError");
            return context;
        }

        @Override
        public Context noticeEventError(Context context, Envelope event, @Nullable Throwable error) {
            calls.add("NoticeEventError " + event.name() + " " + message(error));
            return context.with(MARK, "from notice");
        }

        private static @Nullable String message(@Nullable Throwable error) {
            return error == null ? null : error.getMessage();
        }
    }

    @Test
    @DisplayName("the counting tracker counts each operation, and passes it on")
    void counting() {
        var next = new RecordingTracker();
        var tracker = new CountingTracker(next);
        var processor = new EventProcessor(Fixtures.go(Options.go(), tracker));
        for (var body : List.of(full("echo"), full("boom"), full("nope"), full("nope"), full("nope"), "{")) {
            processor.process(Context.ROOT, body, Exchange.NONE);
        }
        assertThat(List.of(tracker.starts(), tracker.ends(), tracker.errors(), tracker.eventErrors()))
                .containsExactly(2, 2, 1, 3);
        assertThat(next.calls).hasSize(8);
        var alone = new CountingTracker();
        assertThat(alone.start(Context.ROOT, Envelope.EMPTY, Exchange.NONE)).isEqualTo(Context.ROOT);
        assertThat(alone.starts()).isEqualTo(1);
    }

    private static List<String> callsFor(String body) {
        var tracker = new RecordingTracker();
        var mux = Fixtures.go(Options.go(), tracker)
                .add(
                        "broken",
                        1,
                        (context, event) ->
                                Outcome.of(event.withPayload(Json.trusted("{".getBytes(StandardCharsets.UTF_8)))));
        new EventProcessor(mux).process(Context.ROOT, body, Exchange.NONE);
        return tracker.calls;
    }

    @Test
    @DisplayName("events-protocol 39: success is Start, End(null)")
    void item39_success() {
        assertThat(callsFor(full("echo"))).containsExactly("Start echo", "End echo null");
    }

    @Test
    @DisplayName("events-protocol 40: a returned error is Start, End(error)")
    void item40_fail() {
        assertThat(callsFor(full("fail"))).containsExactly("Start fail", "End fail failed on purpose");
        assertThat(callsFor(full("boom"))).containsExactly("Start boom", "End boom kaput");
    }

    @Test
    @DisplayName("events-protocol 41: not found is one NoticeEventError(null)")
    void item41_notFound() {
        assertThat(callsFor(full("nope"))).containsExactly("NoticeEventError nope null");
    }

    @Test
    @DisplayName("events-protocol 42: an unparsable body is one NoticeError")
    void item42_unparsable() {
        assertThat(callsFor("{")).containsExactly("NoticeError");
    }

    @Test
    @DisplayName("events-protocol 43: an unserialisable result is Start, End, NoticeEventError")
    void item43_unserialisable() {
        assertThat(callsFor(full("broken")))
                .containsExactly(
                        "Start broken", "End broken null", "NoticeEventError broken a member of the event is not JSON");
    }

    @Test
    @DisplayName("events-protocol 44: the handler sees the context that Start returned; NoticeEventError's goes on")
    void item44_context() {
        var seen = new ArrayList<String>();
        var mux = Fixtures.go(Options.go(), new RecordingTracker()).add("look", 1, (context, event) -> {
            seen.add(context.get(MARK).orElse("nothing"));
            return Events.newResponse(event, null);
        });
        var batch = full("batch", 1, "{\"events\":[" + full("look") + "," + full("fail") + "," + full("look") + "]}");
        var processor = new EventProcessor(mux);
        processor.process(Context.ROOT, full("look"), Exchange.NONE);
        processor.process(Context.ROOT, batch, Exchange.NONE);
        assertThat(seen).containsExactly("from start", "from start", "from notice");
    }

    @Test
    @DisplayName("events-protocol 45: a batch is one Start, a notice for each failed element, one End")
    void item45_batch() {
        var batch = full("batch", 1, "{\"events\":[" + full("echo") + "," + full("fail") + "," + full("nope") + "]}");
        assertThat(callsFor(batch))
                .containsExactly("Start batch", "NoticeEventError fail failed on purpose", "End batch null");
        assertThat(callsFor(full("batch", 1, "7"))).hasSize(2).last().asString().startsWith("End batch ");
    }

    @Test
    @DisplayName("events-protocol 5: a tracker that throws does not break the response")
    void throwingTracker() {
        var broken = new Tracker() {
            @Override
            public Context start(Context context, Envelope event, Exchange exchange) {
                throw new IllegalStateException("tracker");
            }
        };
        var answer = new EventProcessor(Fixtures.go(Options.go(), broken))
                .process(Context.ROOT, full("echo"), Exchange.NONE);
        assertThat(answer.text()).contains("echo:response");
    }
}
