package carillon.server.dialect.sysadm;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Events for clients behind a bridge, coded once for all of them; each gets its own address line in front. */
final class RelayFormat implements FrameFormat {

    private final EventText text;

    RelayFormat(Dialect dialect) {
        this.text = new EventText(dialect);
    }

    /** The coded text; ordinary memory, so there are no references to count. */
    record Coded(String text) implements Frame {

        @Override
        public int bytes() {
            return text.length();
        }

        @Override
        public void retain(int count) {}

        @Override
        public void release(int count) {}
    }

    /** Base64 is the whole coding (section 10.8). It hides nothing from the bridge. */
    static String code(String frame) {
        return Base64.getEncoder().encodeToString(frame.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String dialect() {
        return "sysadm-relay";
    }

    @Override
    public Frame encode(StoredEvent stored) {
        return new Coded(code(text.frame(stored.event())));
    }

    @Override
    public boolean shows(StoredEvent stored, EventView view) {
        return text.shows(stored.event());
    }
}
