package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs several events of one mux in one request (events-protocol section 6). Not registered by itself; the usual place is
 * {@code mux.add("batch", 1, new Batch(mux))}.
 *
 * <p>Elements run one after another in the order of the input, also with {@code "parallel":true}: the key promises
 * nothing, and handlers of one batch may depend on each other. The whole payload is decoded before anything runs.
 */
public final class Batch implements Handler, EventDoc {

    private static final Context.Key<Integer> DEPTH = new Context.Key<>("batch depth", Integer.class);

    private final Mux mux;
    private final Rules rules;
    private final EnvelopeReader reader;
    private final EnvelopeWriter writer;

    /**
     * Runs the events of a mux.
     *
     * @param mux whose handlers, tracker and limits count; mostly the one that this is registered at
     */
    public Batch(Mux mux) {
        this.mux = mux;
        this.rules = Rules.of(mux);
        this.reader = new EnvelopeReader(mux.options());
        this.writer = new EnvelopeWriter(mux.options());
    }

    /** One element: the event, or what was wrong with it (dialect {@code gb} answers that element alone). */
    private record Element(Envelope event, @Nullable RuntimeException problem) {}

    @Override
    public Outcome handle(Context context, Envelope event) {
        int depth = context.get(DEPTH).orElse(0) + 1;
        try {
            requireDepth(depth);
            var elements = decode(event.sentPayload());
            return run(context.with(DEPTH, depth), event, elements);
        } catch (MalformedEventException refused) {
            return Outcome.failed(refusal(event, refused), refused);
        }
    }

    private void requireDepth(int depth) {
        if (depth > mux.options().maxBatchDepth()) {
            throw new MalformedEventException(
                    "batches nest at most " + mux.options().maxBatchDepth() + " deep");
        }
    }

    private Envelope refusal(Envelope event, MalformedEventException refused) {
        return mux.options().dialect() == Dialect.GO
                ? Events.newError(event.flowId(), String.valueOf(refused.getMessage()))
                : Replies.error(event, ErrorType.BAD_REQUEST, "MALFORMED_BATCH", Map.of());
    }

    private List<Element> decode(@Nullable Json payload) {
        if (payload == null) {
            throw new MalformedEventException("a batch needs a payload: an object with the key events");
        }
        var elements = new ArrayList<Element>();
        for (var text : reader.elements(payload)) {
            elements.add(element(text));
        }
        return elements;
    }

    private Element element(String text) {
        try {
            return new Element(reader.read(text), null);
        } catch (MalformedEventException | MissingFieldException problem) {
            if (mux.options().dialect() == Dialect.GO) {
                throw problem;
            }
            return new Element(Envelope.EMPTY, problem);
        }
    }

    private Outcome run(Context start, Envelope outer, List<Element> elements) {
        var context = start;
        var results = new ArrayList<byte[]>(elements.size());
        for (var element : elements) {
            var result = runOne(context, element);
            if (result.error() != null) {
                context = mux.tracker().noticeEventError(context, element.event(), result.error());
            }
            results.add(bytes(element.event(), result.event()));
        }
        return Events.newResponse(outer, EnvelopeWriter.array(results));
    }

    private Outcome runOne(Context context, Element element) {
        var event = element.event();
        var problem = element.problem();
        if (problem != null) {
            return Outcome.of(orCrash(Replies.standIn(), () -> rules.undecodable(problem)));
        }
        var handler = mux.find(event.name(), event.version());
        if (handler.isEmpty()) {
            return Outcome.of(orCrash(event, () -> rules.elementNotFound(event)));
        }
        try {
            var outcome = handler.get().handle(context.with(Context.EVENT, event), event);
            return new Outcome(rules.finished(event, outcome), outcome.error());
        } catch (Exception thrown) {
            if (thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            // Unlike in the original, a throwing element does not take the others down.
            return Outcome.failed(orCrash(event, () -> rules.crashed(event, thrown)), thrown);
        }
    }

    /** Where a request of its own would get no event at all, an element gets the plainest one: the others go on. */
    private static Envelope orCrash(Envelope request, Supplier<Envelope> answer) {
        try {
            return answer.get();
        } catch (NoAnswerException none) {
            return Replies.crash(request);
        }
    }

    /** An element that cannot be serialised is replaced; losing all results with it would help nobody. */
    private byte[] bytes(Envelope request, Envelope response) {
        try {
            return writer.write(response);
        } catch (UnserialisableEventException unserialisable) {
            return writer.write(orCrash(request, () -> rules.crashed(request, unserialisable)));
        }
    }

    @Override
    public String doc() {
        return "Runs several events in one request and answers with an array of their responses, in the same order. "
                + "An event that fails does not stop the ones after it.";
    }

    @Override
    public Object inputExample() {
        return Json.parse("{\"parallel\":false,\"events\":[{\"name\":\"stock:item:read\",\"version\":1,\"id\":\"s-1\","
                + "\"flowId\":\"in-1\",\"payload\":{\"sku\":\"Q7\"}}]}");
    }

    @Override
    public Object outputExample() {
        return Json.parse("[{\"name\":\"stock:item:read:response\",\"version\":1,\"id\":\"5a7e0c1e-7d0b-4f0e-8f4b-"
                + "2b6f2b0f7c11\",\"flowId\":\"in-1\",\"payload\":{\"n\":4}}]");
    }

    @Override
    public Class<?> input() {
        return BatchInput.class;
    }

    @Override
    public Class<?> output() {
        return BatchElement[].class;
    }

    /** Shape of the payload, for the documentation page. */
    record BatchInput(@Nullable Boolean parallel, List<BatchElement> events) {}

    /** Shape of one event, for the documentation page. */
    record BatchElement(
            String name,
            int version,
            String id,
            @Nullable String flowId,
            Object payload,
            @Nullable Object metadata) {}
}
