package carillon.server.dialect.v1;

import carillon.core.hub.Hub;
import carillon.server.http.Authenticator;
import carillon.server.http.Routes;

/** The native interface under {@code /v1}. */
public final class V1Routes {

    private V1Routes() {}

    /**
     * Events and streams.
     *
     * @param callers lets in who may use the hub; the handlers need a principal
     * @param maxBodyBytes of one publish
     */
    public static Routes routes(Hub hub, Authenticator callers, int maxBodyBytes) {
        var history = new HistoryHandler(hub);
        return Routes.under("/v1")
                .authenticator(callers)
                .get("/events", history::list)
                .get("/events/{id}", history::one)
                .async("GET", "/stream", new StreamHandler(hub))
                .maxBodyBytes(maxBodyBytes)
                .async("POST", "/events", new PublishHandler(hub));
    }
}
