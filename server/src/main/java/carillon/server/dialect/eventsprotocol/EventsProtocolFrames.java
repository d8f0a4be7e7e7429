package carillon.server.dialect.eventsprotocol;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import carillon.server.http.WebSocketFrames;

/** Events on {@code /events/ws}. */
record EventsProtocolFrames(LiveEnvelope live) implements FrameFormat {

    @Override
    public String dialect() {
        return "events-protocol";
    }

    @Override
    public Frame encode(StoredEvent stored) {
        return WebSocketFrames.text(live.bytes(stored));
    }
}
