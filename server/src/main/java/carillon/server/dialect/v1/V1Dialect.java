package carillon.server.dialect.v1;

import carillon.core.hub.Hub;
import carillon.server.dialect.EventForm;
import carillon.server.dialect.HubDialect;
import carillon.server.http.Authenticator;
import carillon.server.http.EventChannel;
import carillon.server.http.Routes;
import java.util.List;

/**
 * The native interface under {@code /v1}: events and streams.
 *
 * @param callers lets in who may use the hub; the handlers need a principal
 * @param maxBodyBytes of one publish
 * @param forms of other standards, in which lists and streams can be asked for
 */
public record V1Dialect(Hub hub, Authenticator callers, int maxBodyBytes, List<EventForm> forms) implements HubDialect {

    public V1Dialect {
        forms = List.copyOf(forms);
    }

    /** With its own form alone. */
    public V1Dialect(Hub hub, Authenticator callers, int maxBodyBytes) {
        this(hub, callers, maxBodyBytes, List.of());
    }

    private static final EventChannel STREAM = new EventChannel(
            "native", "Events with their position as id, resumed by Last-Event-ID", EventChannel.Kind.STREAM);

    @Override
    public String name() {
        return "v1";
    }

    @Override
    public String family() {
        return "Native";
    }

    @Override
    public List<Routes> routes() {
        var history = new HistoryHandler(hub, forms);
        return List.of(Routes.under("/v1")
                .authenticator(callers)
                .get("/events", history::list)
                .get("/events/{id}", history::one)
                .async("GET", "/stream", new StreamHandler(hub, forms))
                .opens(STREAM)
                .maxBodyBytes(maxBodyBytes)
                .async("POST", "/events", new PublishHandler(hub)));
    }
}
