package carillon.server.dialect.v1;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.Position;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Spec;
import carillon.server.http.SseFrames;
import java.util.List;

/**
 * One event as a server-sent event whose id is its position. All streams of a form share one instance, and so their
 * frames, but those with several specs of which some have filters.
 */
final class V1Frames implements FrameFormat {

    private final String epoch;

    /** One of them has to match; empty: whatever the hub delivers. */
    private final List<Spec> anyOf;

    private final Shown shown;

    V1Frames(String epoch, List<Spec> anyOf, Shown shown) {
        this.epoch = epoch;
        this.anyOf = List.copyOf(anyOf);
        this.shown = shown;
    }

    @Override
    public String dialect() {
        return shown.dialect();
    }

    @Override
    public boolean shows(StoredEvent stored, EventView view) {
        if (anyOf.isEmpty()) {
            return true;
        }
        for (var spec : anyOf) {
            if (spec.matches(view)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Frame encode(StoredEvent stored) {
        return SseFrames.frame(new Position(stored.sequence(), epoch).toString(), "", shown.write(stored));
    }
}
