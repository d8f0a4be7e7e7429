package carillon.server.dialect.eventsprotocol;

import carillon.core.error.RefusedException;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.sdk.protocol.Dialect;
import carillon.sdk.protocol.Envelope;
import carillon.sdk.protocol.RawJson;
import java.util.List;

/** {@code event:publish} version 1. */
final class PublishHandler extends HubHandler {

    private final Hub hub;

    PublishHandler(Dialect dialect, Hub hub) {
        super(dialect);
        this.hub = hub;
    }

    /** Where one event is. */
    record Stored(String id, long sequence, String position, boolean duplicate) {}

    /** Shape of the response. */
    record PublishOutput(List<Stored> stored) {}

    @Override
    Object answer(Caller caller, Envelope event) throws InterruptedException {
        var principal = caller.principal(event);
        return switch (await(hub.publish(principal, events(event)))) {
            case PublishOutcome.Accepted accepted ->
                new PublishOutput(accepted.stored().stream().map(this::stored).toList());
            case PublishOutcome.Refused refused -> throw new RefusedException(refused.refusal());
        };
    }

    private static List<Event> events(Envelope envelope) {
        var text = envelope.payload().toString();
        // The reader cut it out exactly, so that it begins with no blank.
        var texts = text.startsWith("[") ? RawJson.elements(text) : List.of(text);
        return texts.stream()
                .map(one -> EventsProtocolInput.read(one, envelope.flowId()))
                .toList();
    }

    private Stored stored(PublishOutcome.Stored stored) {
        var position = new Position(stored.sequence(), hub.log().epoch()).toString();
        return new Stored(stored.id(), stored.sequence(), position, stored.duplicate());
    }

    @Override
    public String doc() {
        return "Publishes an event, or an array of events together: all of them or none. The answer means that they are "
                + "on disk. An id that was published before stores nothing and gives the first sequence. Unless the event "
                + "names its <code>operation</code>, the flowId is it. Needs the claim <code>events/post</code>.";
    }

    @Override
    public Object inputExample() {
        return Json.parse("{\"type\":\"machines\",\"action\":\"update\",\"key\":\"m-17\",\"severity\":\"warning\","
                + "\"description\":\"disk almost full\",\"object\":{\"free\":0.04}}");
    }

    @Override
    public Object outputExample() {
        return Json.parse("{\"stored\":[{\"id\":\"0198b2c3-1111-7abc-8def-001122334455\",\"sequence\":17,"
                + "\"position\":\"17@3f9c\",\"duplicate\":false}]}");
    }

    @Override
    public Class<?> input() {
        return PublishInput.class;
    }

    @Override
    public Class<?> output() {
        return PublishOutput.class;
    }
}
