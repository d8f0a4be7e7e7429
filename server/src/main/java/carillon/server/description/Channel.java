package carillon.server.description;

import carillon.server.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What events come by, over WebSocket or server-sent events. */
enum Channel {
    EVENTS("Events protocol: every text message is one event", "ws", "", "/events/ws"),
    SOCKET_IO("Socket.IO 5: emissions of event, default namespace", "ws", "", "/socket.io/", "/socket.io"),
    DIGITAL_REBAR("Digital Rebar: register type.action.key, then events", "ws", "", "/api/v3/ws"),
    MESHERY_STREAM(
            "Meshery: events of the user, as they come", "http", "", "/api/system/events/subscribe", "/api/events"),
    MESHERY_GRAPHQL("Meshery: GraphQL subscriptions", "ws", "", "/api/system/graphql/query"),
    SYSADM("SysAdm: events/subscribe, then events", "ws", "sysadm", "/sysadm/ws", "/sysadm/ws/{path...}"),
    BRIDGE("SysAdm: the relay", "ws", "bridge", "/sysadm/bridge", "/sysadm/bridge/{path...}"),
    NATIVE("Events with their position as id, resumed by Last-Event-ID", "http", "", "/v1/stream");

    private final String title;
    private final String scheme;
    private final String ownPort;
    private final String pattern;
    private final String alias;

    /**
     * Describes one.
     *
     * @param scheme of its URLs, without TLS
     * @param ownPort the listener that has nothing else; empty if there is none
     * @param pattern on the ports that it shares
     * @param alias another pattern there
     */
    Channel(String title, String scheme, String ownPort, String pattern, String alias) {
        this.title = title;
        this.scheme = scheme;
        this.ownPort = ownPort;
        this.pattern = pattern;
        this.alias = alias;
    }

    Channel(String title, String scheme, String ownPort, String pattern) {
        this(title, scheme, ownPort, pattern, pattern);
    }

    /**
     * One of the places where a channel is mounted.
     *
     * @param key unique among all places
     */
    record Place(Channel channel, Port port, String address, String key) {

        /** What the servers of this port and kind are called. */
        String server() {
            return port.name() + "_" + channel.scheme;
        }
    }

    /** The channels among what is mounted. */
    static List<Place> places(List<Port> ports) {
        var places = new ArrayList<Place>();
        for (var port : ports) {
            for (var endpoint : port.endpoints()) {
                if (endpoint.method().equals("GET")) {
                    at(port, endpoint.pattern())
                            .ifPresent(channel -> places.add(new Place(
                                    channel, port, OpenApi.template(endpoint.pattern()), channel.key(places))));
                }
            }
        }
        return places;
    }

    private static Optional<Channel> at(Port port, String pattern) {
        return Stream.of(values())
                .filter(channel ->
                        channel.isAt(pattern) || (channel.owns(port) && !pattern.equals(Response.ERROR_PAGE)))
                .findFirst();
    }

    /** Whether a port serves nothing but one channel and the page that its refusals lead to. */
    static boolean isAllOf(Port port) {
        return Stream.of(values()).anyMatch(channel -> channel.owns(port));
    }

    private boolean isAt(String mounted) {
        return mounted.equals(pattern) || mounted.equals(alias);
    }

    private boolean owns(Port port) {
        return ownPort.equals(port.name());
    }

    private String key(List<Place> before) {
        var name = name().toLowerCase(Locale.ROOT);
        long same = before.stream().filter(place -> equals(place.channel)).count();
        return same == 0 ? name : name + "_" + (same + 1);
    }

    String title() {
        return title;
    }

    String scheme() {
        return scheme;
    }

    /** Whether its messages are envelopes of the events protocol. */
    boolean carriesEnvelopes() {
        return this == EVENTS || this == SOCKET_IO;
    }
}
