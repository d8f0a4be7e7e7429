package carillon.server.bridge;

import carillon.core.access.AccessPolicy;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import carillon.server.http.Authenticator;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.util.Comparator;

/** {@code GET /v1/bridge}: who is connected to the bridge and who sees whom. For administrators, since it names them all. */
public final class StateRoutes {

    private final Bridge bridge;
    private final AccessPolicy policy;

    private StateRoutes(Bridge bridge, AccessPolicy policy) {
        this.bridge = bridge;
        this.policy = policy;
    }

    public static Routes routes(Bridge bridge, AccessPolicy policy, Authenticator callers) {
        return Routes.under("/v1").authenticator(callers).get("/bridge", new StateRoutes(bridge, policy)::state);
    }

    private Response state(Request request) {
        if (!policy.administers(request.principal())) {
            return Response.refuse(
                    new Refusal(ErrorCode.FORBIDDEN, "only administrators may see who is connected to the bridge"));
        }
        var state = Json.mapper().createObjectNode();
        var counters = bridge.counters();
        state.put("messages", counters.relayedMessages());
        state.put("bytes", counters.relayedBytes());
        state.put("dropped", counters.droppedMessages());
        var peers = state.putArray("peers");
        bridge.peers().stream().sorted(Comparator.comparing(PeerState::id)).forEach(peer -> {
            var entry = peers.addObject()
                    .put("id", peer.id())
                    .put("role", peer.role().wire())
                    .put("hostname", peer.hostname())
                    .put("nickname", peer.nickname())
                    .put("address", peer.address());
            peer.visible().forEach(entry.putArray("visible")::add);
        });
        return Response.json(200, state).header("cache-control", "no-store");
    }
}
