package carillon.server.description;

import carillon.server.http.EventChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the places where a channel of events is mounted.
 *
 * @param key unique among all places
 */
record Place(EventChannel channel, Port port, String address, String key) {

    /** All of them, in the order of mounting. */
    static List<Place> all(List<Port> ports) {
        var places = new ArrayList<Place>();
        for (var port : ports) {
            for (var endpoint : port.endpoints()) {
                var channel = endpoint.channel();
                if (channel != null) {
                    places.add(new Place(channel, port, OpenApi.template(endpoint.pattern()), key(channel, places)));
                }
            }
        }
        return places;
    }

    private static String key(EventChannel channel, List<Place> before) {
        long same = before.stream()
                .filter(place -> place.channel.name().equals(channel.name()))
                .count();
        return same == 0 ? channel.name() : channel.name() + "_" + (same + 1);
    }

    /** What the servers of this port and kind are called. */
    String server() {
        return port.name() + "_" + channel.kind().scheme();
    }

    /** Whether its messages are envelopes of the events protocol. */
    boolean carriesEnvelopes() {
        return channel.kind() == EventChannel.Kind.ENVELOPES;
    }
}
