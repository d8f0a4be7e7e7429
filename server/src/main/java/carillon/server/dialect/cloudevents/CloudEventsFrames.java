package carillon.server.dialect.cloudevents;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Spec;
import carillon.server.http.WebSocketFrames;
import java.util.List;

/** One event as one text message. All sockets share one instance, and so their frames, but those whose several specs have filters. */
final class CloudEventsFrames implements FrameFormat {

    private final CloudEventsForm form;

    /** One of them has to match; empty: whatever the hub delivers. */
    private final List<Spec> anyOf;

    CloudEventsFrames(CloudEventsForm form, List<Spec> anyOf) {
        this.form = form;
        this.anyOf = List.copyOf(anyOf);
    }

    @Override
    public String dialect() {
        return form.name();
    }

    @Override
    public boolean shows(StoredEvent stored, EventView view) {
        return anyOf.isEmpty() || anyOf.stream().anyMatch(spec -> spec.matches(view));
    }

    @Override
    public Frame encode(StoredEvent stored) {
        return WebSocketFrames.text(form.write(stored, null));
    }
}
