package carillon.server.bridge;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;

/** Names the outlets of the bridge in metrics; no events of the hub ever go there. */
enum RelayFormat implements FrameFormat {
    NONE;

    @Override
    public String dialect() {
        return "bridge";
    }

    @Override
    public boolean shows(StoredEvent stored, EventView view) {
        return false;
    }

    @Override
    public Frame encode(StoredEvent stored) {
        throw new IllegalStateException("the bridge shows no events of the hub");
    }
}
