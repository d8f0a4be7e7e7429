package carillon.server.dialect.eventsprotocol;

import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.sdk.event.Json;
import carillon.sdk.protocol.Dialect;
import carillon.sdk.protocol.Envelope;

/** {@code event:unsubscribe} version 1. */
final class UnsubscribeHandler extends HubHandler {

    UnsubscribeHandler(Dialect dialect) {
        super(dialect);
    }

    /** Shape of request and response. */
    record Unsubscription(String spec) {}

    /** Only those have subscriptions who showed who they are when they subscribed. */
    @Override
    void admit(Caller caller, Envelope event) {
        if (caller.subscriptions().isEmpty()) {
            throw notSubscribed();
        }
    }

    private static RefusedException notSubscribed() {
        return new RefusedException(
                ErrorCode.NOT_FOUND, "there is no subscription with exactly this spec on this connection");
    }

    @Override
    Object answer(Caller caller, Envelope event) {
        var spec = tree(event).path("spec").asString("");
        if (!caller.subscriptions().remove(spec)) {
            throw notSubscribed();
        }
        return new Unsubscription(spec);
    }

    @Override
    public String doc() {
        return "Ends the subscription with exactly this spec on this connection.";
    }

    @Override
    public Object inputExample() {
        return Json.parse("{\"spec\":\"machines.*.*\"}");
    }

    @Override
    public Object outputExample() {
        return inputExample();
    }

    @Override
    public Class<?> input() {
        return Unsubscription.class;
    }

    @Override
    public Class<?> output() {
        return Unsubscription.class;
    }
}
