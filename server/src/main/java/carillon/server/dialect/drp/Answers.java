package carillon.server.dialect.drp;

import carillon.server.http.WebSocketConnection;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends the answers to commands in the order of the commands (section 5.4.4): stock clients count them. Some answers come
 * back from the fan-out thread and some are known at once; each has its place in line. Event loop only.
 */
final class Answers {

    /** One answer's place. */
    final class Place {
        private @Nullable String text;

        /** Sends this answer, and those behind it that only waited for it. */
        void fill(String answer) {
            text = answer;
            sendReady();
        }
    }

    private final WebSocketConnection connection;
    private final Deque<Place> line = new ArrayDeque<>();

    Answers(WebSocketConnection connection) {
        this.connection = connection;
    }

    Place next() {
        var place = new Place();
        line.add(place);
        return place;
    }

    private void sendReady() {
        for (var first = line.peek(); first != null && first.text != null; first = line.peek()) {
            connection.sendText(first.text);
            line.remove();
        }
    }
}
