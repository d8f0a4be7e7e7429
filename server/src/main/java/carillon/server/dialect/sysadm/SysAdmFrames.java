package carillon.server.dialect.sysadm;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;
import carillon.server.http.WebSocketFrames;
import java.nio.charset.StandardCharsets;

/** Frames for clients of one dialect; one instance each, shared by all connections. */
final class SysAdmFrames implements FrameFormat {

    private final EventText text;

    SysAdmFrames(Dialect dialect) {
        this.text = new EventText(dialect);
    }

    @Override
    public String dialect() {
        return "sysadm";
    }

    @Override
    public Frame encode(StoredEvent stored) {
        return WebSocketFrames.text(text.frame(stored.event()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean shows(StoredEvent stored, EventView view) {
        return text.shows(stored.event());
    }
}
