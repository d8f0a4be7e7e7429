package carillon.server.dialect.eventsprotocol;

import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.core.hub.Hub;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.sdk.protocol.Dialect;
import carillon.sdk.protocol.Envelope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code event:subscribe} version 1, on connections that events can be delivered over. */
final class SubscribeHandler extends HubHandler {

    private final Hub hub;

    SubscribeHandler(Dialect dialect, Hub hub) {
        super(dialect);
        this.hub = hub;
    }

    /** Shape of the request. */
    record SubscribeInput(String spec, @Nullable String since) {}

    /** Shape of the response. */
    record SubscribeOutput(String spec, String position, boolean whole) {}

    @Override
    Object answer(Caller caller, Envelope event) {
        var payload = tree(event);
        var principal = caller.principal(event);
        var spec = spec(payload.path("spec"));
        var since = since(payload.get("since"));
        var subscriptions = caller.subscriptions();
        var held = subscriptions.add(principal, spec, since);
        // The answer leaves first; what is stored meanwhile is replayed.
        caller.afterAnswer(() -> subscriptions.begin(held));
        boolean whole = since == null || hub.log().whole(since);
        var position = new Position(held.from.sequence(), hub.log().epoch());
        return new SubscribeOutput(spec.text(), position.toString(), whole);
    }

    static Spec spec(JsonNode node) {
        if (!node.isString()) {
            throw new RefusedException(
                    ErrorCode.INVALID_SPEC, "spec is a text: type.action.key or with a filter behind");
        }
        return switch (Spec.parse(node.asString())) {
            case SpecParse.Parsed parsed -> parsed.spec();
            case SpecParse.Rejected rejected -> throw new RefusedException(ErrorCode.INVALID_SPEC, rejected.detail());
        };
    }

    static @Nullable Position since(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        var text = node.isContainer() ? "" : node.asString();
        return Position.parse(text)
                .orElseThrow(
                        () -> new RefusedException(ErrorCode.MALFORMED_REQUEST, "since is SEQUENCE or SEQUENCE@EPOCH"));
    }

    @Override
    public String doc() {
        return "Subscribes on WebSocket or Socket.IO. The spec is <code>type.action.key</code>, each part values "
                + "separated by commas or <code>*</code>, or the same with a filter behind. With <code>since</code> "
                + "everything after that position comes first; <code>whole</code> says whether nothing is missing. Events "
                + "arrive as events of their own: name <code>type:action</code>, flowId the operation, payload the "
                + "object, metadata the rest.";
    }

    @Override
    public Object inputExample() {
        return Json.parse("{\"spec\":\"machines.*.*\",\"since\":\"17@3f9c\"}");
    }

    @Override
    public Object outputExample() {
        return Json.parse("{\"spec\":\"machines.*.*\",\"position\":\"17@3f9c\",\"whole\":true}");
    }

    @Override
    public Class<?> input() {
        return SubscribeInput.class;
    }

    @Override
    public Class<?> output() {
        return SubscribeOutput.class;
    }
}
