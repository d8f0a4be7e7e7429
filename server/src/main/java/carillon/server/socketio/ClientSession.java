package carillon.server.socketio;

import carillon.core.delivery.Outlet;
import carillon.sdk.protocol.RawJson;
import carillon.server.socketio.SocketListener.DisconnectReason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client as Socket.IO sees it: the namespaces that it has joined. Belongs to the session's thread. */
final class ClientSession implements EngineListener {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    /** It is held until they come, and they may never come. */
    private static final int MOST_BEFORE_ATTACHMENTS = 4 << 10;

    private static final int MOST_BEFORE_JOINING = SocketCodec.MAX_AUTH;

    private final EngineSession engine;
    private final Handshake handshake;
    private final Map<String, Namespace> namespaces;
    private final SocketIoConfig config;
    private final Map<String, Member> members = new HashMap<>(2);
    private final Set<String> joining = new HashSet<>(2);
    private final Set<String> leftWhileJoining = new HashSet<>(2);
    private @Nullable SocketPacket incomplete;
    private int attachmentsDue;
    private boolean over;

    // Read by the sweeper; once true it stays so.
    private volatile boolean joined;

    ClientSession(EngineSession engine, Handshake handshake, Map<String, Namespace> namespaces, SocketIoConfig config) {
        this.engine = engine;
        this.handshake = handshake;
        this.namespaces = namespaces;
        this.config = config;
    }

    @Override
    public boolean settled() {
        return joined && !engine.seat().isNewcomers();
    }

    @Override
    public void onMessage(String text) throws MalformedPacketException {
        if (incomplete != null) {
            throw new MalformedPacketException("a text in place of a binary attachment");
        }
        if (!joined) {
            requireJoining(text);
        }
        var packet = SocketCodec.decode(text);
        if (packet.attachments() > config.limits().attachments()) {
            throw new MalformedPacketException("more than " + config.limits().attachments() + " attachments");
        }
        if (packet.attachments() > 0) {
            if (text.length() > MOST_BEFORE_ATTACHMENTS) {
                throw new MalformedPacketException("more than " + MOST_BEFORE_ATTACHMENTS
                        + " characters in a packet whose attachments are still to come");
            }
            incomplete = packet;
            attachmentsDue = packet.attachments();
        } else {
            dispatch(packet);
        }
    }

    /** All who poll share the thread that would parse it, and this client has not even joined: what cannot help it to is not parsed. */
    private void requireJoining(String text) throws MalformedPacketException {
        if (text.length() > MOST_BEFORE_JOINING) {
            throw new MalformedPacketException(
                    "more than " + MOST_BEFORE_JOINING + " characters before a namespace is joined");
        }
        var type = SocketCodec.type(text);
        boolean leavesEarly = type == SocketPacket.Type.DISCONNECT && !joining.isEmpty();
        if (type != SocketPacket.Type.CONNECT && !leavesEarly) {
            throw new MalformedPacketException("a packet other than CONNECT before a namespace is joined");
        }
    }

    /** An attachment. Its bytes are not kept: nothing here takes them, and the packet is told to have had some. */
    @Override
    public void onBinary() throws MalformedPacketException {
        var packet = incomplete;
        if (packet == null) {
            throw new MalformedPacketException("binary data that belongs to no packet");
        }
        attachmentsDue--;
        if (attachmentsDue == 0) {
            incomplete = null;
            dispatch(packet);
        }
    }

    private void dispatch(SocketPacket packet) throws MalformedPacketException {
        switch (packet.type()) {
            case CONNECT -> connect(packet);
            case DISCONNECT -> leave(packet.namespace());
            case EVENT, BINARY_EVENT -> event(member(packet.namespace()), packet);
            case ACK, BINARY_ACK -> {
                // Nothing that we emit asks for one; a late or invented one harms nobody.
            }
            case CONNECT_ERROR -> throw new MalformedPacketException("clients send no connect errors");
        }
    }

    private Member member(String namespace) throws MalformedPacketException {
        var member = members.get(namespace);
        if (member == null) {
            throw new MalformedPacketException("a packet for a namespace that was not joined");
        }
        return member;
    }

    private void connect(SocketPacket packet) throws MalformedPacketException {
        var name = packet.namespace();
        var namespace = namespaces.get(name);
        if (namespace == null) {
            engine.send(SocketCodec.refused(name, "Invalid namespace", null));
            return;
        }
        if (members.containsKey(name)
                || !joining.add(name)
                || members.size() + joining.size() > config.limits().namespaces()) {
            throw new MalformedPacketException("joined twice, or more namespaces than allowed");
        }
        var request = new ConnectRequest(handshake, packet.auth());
        engine.lane().lastResort().startVirtual("socket.io connect", () -> {
            var admission = admit(namespace, request);
            engine.onThread(() -> finish(name, admission));
        });
    }

    private Admission admit(Namespace namespace, ConnectRequest request) {
        try {
            return namespace.admit(request);
        } catch (Throwable broken) {
            var _ = engine.lane().lastResort().judge(broken);
            LOG.error("a namespace could not decide about a client", broken);
            return new Admission.Refused("internal error", null);
        }
    }

    private void finish(String namespace, Admission admission) {
        joining.remove(namespace);
        if (leftWhileJoining.remove(namespace) || over) {
            return;
        }
        switch (admission) {
            case Admission.Accepted accepted -> {
                var member = new Member(namespace, accepted.sid());
                members.put(namespace, member);
                joined = true;
                engine.send(SocketCodec.connected(namespace, member.id, accepted.pid()));
                member.listener = accepted.open().apply(member);
            }
            case Admission.Refused refused ->
                engine.send(SocketCodec.refused(namespace, refused.message(), refused.data()));
        }
    }

    private void leave(String namespace) throws MalformedPacketException {
        if (joining.contains(namespace)) {
            leftWhileJoining.add(namespace);
            return;
        }
        var member = member(namespace);
        members.remove(namespace);
        member.ended(DisconnectReason.CLIENT_LEFT);
    }

    private static void event(Member member, SocketPacket packet) {
        var elements = RawJson.elements(packet.text());
        boolean binary = packet.type() == SocketPacket.Type.BINARY_EVENT;
        member.event(new SocketEvent(packet.name(), elements.subList(1, elements.size()), packet.ackId(), binary));
    }

    @Override
    public void onClosed(DisconnectReason reason) {
        if (over) {
            return;
        }
        over = true;
        incomplete = null;
        var leaving = List.copyOf(members.values());
        members.clear();
        // Only a DISCONNECT packet says goodbye. A transport that ends in good order may come back, and clients that
        // poll announce its end even when they are about to reconnect.
        var seen = reason == DisconnectReason.CLIENT_LEFT ? DisconnectReason.CONNECTION_LOST : reason;
        leaving.forEach(member -> member.ended(seen));
    }

    /** The client in one namespace. */
    private final class Member implements Socket {

        private final String id;
        private final String namespace;
        private @Nullable SocketListener listener;

        Member(String namespace, @Nullable String before) {
            this.id = before == null ? SessionIds.next() : before;
            this.namespace = namespace;
        }

        void event(SocketEvent event) {
            if (listener != null) {
                listener.onEvent(event);
            }
        }

        void ended(DisconnectReason reason) {
            if (listener != null) {
                listener.onDisconnect(reason);
            }
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Handshake handshake() {
            return handshake;
        }

        @Override
        public void belongsTo(String principal) {
            if (!engine.seat().belongsTo(principal)) {
                engine.close(Ending.NO_SEAT);
            }
        }

        @Override
        public void emit(String event, String argument, Runnable gone) {
            engine.send(SocketCodec.eventHead(namespace) + "[\"" + event + "\"," + argument + "]", gone);
        }

        @Override
        public void acknowledge(long ackId, String argument, Runnable gone) {
            engine.send(SocketCodec.ack(namespace, ackId, argument), gone);
        }

        @Override
        public Outlet outlet(SharedEvents events) {
            return engine.outlet(events);
        }

        @Override
        public void pauseReading() {
            engine.pauseReading();
        }

        @Override
        public void resumeReading() {
            engine.resumeReading();
        }

        @Override
        public void drop() {
            engine.close(Ending.lost("the client came back on another connection"));
        }

        @Override
        public void disconnect() {
            engine.onThread(() -> {
                if (members.remove(namespace) != null) {
                    engine.send(SocketCodec.disconnect(namespace));
                    ended(DisconnectReason.SERVER_CLOSED);
                }
            });
        }
    }
}
