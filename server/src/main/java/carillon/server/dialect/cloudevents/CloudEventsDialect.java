package carillon.server.dialect.cloudevents;

import carillon.core.hub.Hub;
import carillon.server.dialect.HubDialect;
import carillon.server.http.Authenticator;
import carillon.server.http.EventChannel;
import carillon.server.http.Routes;
import java.util.List;

/**
 * CloudEvents 1.0 at {@code /cloudevents}.
 *
 * @param callers lets in who may use the hub; the handlers need a principal
 * @param optional lets in as well who brings no credentials: a browser asks before it sends some
 * @param form how events are written
 */
public record CloudEventsDialect(
        Hub hub, Authenticator callers, Authenticator optional, CloudEventsForm form, CloudEventsConfig config)
        implements HubDialect {

    private static final EventChannel SOCKET = new EventChannel(
            "cloudevents", "CloudEvents in JSON, both ways (cloudevents.json)", EventChannel.Kind.SOCKET);

    @Override
    public String name() {
        return "cloudevents";
    }

    @Override
    public String family() {
        return "CloudEvents";
    }

    @Override
    public List<Routes> routes() {
        return List.of(Routes.under("/cloudevents")
                .authenticator(optional)
                .route("OPTIONS", "", new WebHookHandler(hub))
                .authenticator(callers)
                .async("GET", "", new SocketHandler(hub, form, config))
                .opens(SOCKET)
                .maxBodyBytes(config.maxBodyBytes())
                .async("POST", "", new PublishHandler(hub)));
    }
}
