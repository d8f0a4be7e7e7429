package carillon.server.source;

import carillon.sdk.event.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a source published and remembered. */
public final class RecordingSink implements EventSink {

    private final List<Event> published = new CopyOnWriteArrayList<>();
    private final List<Event> remembered = new CopyOnWriteArrayList<>();

    @Override
    public void publish(Event event) {
        published.add(event);
    }

    @Override
    public void remember(Event event) {
        remembered.add(event);
    }

    public List<Event> published() {
        return published;
    }

    public List<Event> remembered() {
        return remembered;
    }
}
