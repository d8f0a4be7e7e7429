package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The handlers that the checklist of the events protocol speaks of (section 12). */
final class Fixtures {

    private Fixtures() {}

    static Mux go() {
        return go(Options.go(), Tracker.NONE);
    }

    static Mux go(Options options, Tracker tracker) {
        return fill(new Mux(options, tracker));
    }

    static Mux gb() {
        return gb(ExceptionRegistry.standard());
    }

    static Mux gb(ExceptionRegistry exceptions) {
        return gb(Options.gb(), exceptions);
    }

    static Mux gb(Options options, ExceptionRegistry exceptions) {
        return fill(new Mux(options, Tracker.NONE, exceptions))
                .add("moved", 1, (context, event) -> Outcome.of(Replies.redirect(event, "u", Map.of())))
                .add("typed", 1, (context, event) -> {
                    var parameters = new LinkedHashMap<String, @Nullable Object>();
                    parameters.put("p", 1);
                    parameters.put("n", null);
                    throw new EventException("C1", parameters, ErrorType.BAD_REQUEST, true);
                });
    }

    private static Mux fill(Mux mux) {
        boolean go = mux.options().dialect() == Dialect.GO;
        return mux.add("echo", 1, (context, event) -> echo(go, event))
                .add(
                        "fail",
                        1,
                        (context, event) -> Outcome.failed(
                                Envelope.of("fail:error", 1, Json.parse("{\"m\":1}"))
                                        .withFlowId(event.flowId()),
                                new IllegalStateException("failed on purpose")))
                .add("boom", 1, (context, event) -> {
                    throw new IllegalStateException("kaput");
                })
                .add("whole", 1, (context, event) -> Outcome.of(event))
                .add("batch", 1, new Batch(mux));
    }

    private static Outcome echo(boolean go, Envelope event) {
        return go ? Events.newResponse(event, event.payload()) : Outcome.of(Replies.response(event, event.payload()));
    }

    /** A request with all eight members. */
    static String full(String name, int version, String payload) {
        return "{\"name\":\"" + name + "\",\"version\":" + version
                + ",\"id\":\"r-1\",\"flowId\":\"flow-7781\",\"payload\":"
                + payload + ",\"identity\":{\"userId\":4411},\"auth\":{\"token\":\"opaque\"},"
                + "\"metadata\":{\"origin\":\"till-12\"}}";
    }

    static String full(String name) {
        return full(name, 1, "{}");
    }
}
