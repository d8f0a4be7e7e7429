package carillon.sdk.event;

import java.util.UUID;

/**
 * Makes events in the words of Meshery's producers.
 *
 * <pre>{@code
 * var builder = Events.newEvent().fromUser(user).fromSystem(system).withCategory("connection").withAction("ping");
 * var event = builder.actedUpon(cluster).withSeverity(Severity.SUCCESS).withDescription("Reached").build();
 * }</pre>
 */
public final class Events {

    private Events() {}

    /** A builder with the present time, a fresh operation id and status unread; nothing else. */
    public static UserEventBuilder newEvent() {
        return new UserEventBuilder();
    }

    /** A user downloaded a design. */
    public static UserEvent designDownload(UUID design, String name, UUID user, UUID system) {
        return aboutDesign("download", "Downloaded \"" + name + "\" design", design, user, system);
    }

    /** A user looked at a design. */
    public static UserEvent designView(UUID design, String name, UUID user, UUID system) {
        return aboutDesign("view", "Accessed \"" + name + "\" pattern.", design, user, system);
    }

    private static UserEvent aboutDesign(String action, String description, UUID design, UUID user, UUID system) {
        return newEvent()
                .actedUpon(design)
                .fromUser(user)
                .fromSystem(system)
                .withCategory("pattern")
                .withAction(action)
                .withSeverity(Severity.INFORMATIONAL)
                .withDescription(description)
                .build();
    }
}
