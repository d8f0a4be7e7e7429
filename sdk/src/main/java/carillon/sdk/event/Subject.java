package carillon.sdk.event;

import java.util.Objects;

/**
 * What routes an event: what kind of thing it is about, what happened, and to which one. Each part may be empty (a
 * Digital Rebar client can post such events) and may hold any character; the three are compared exactly.
 */
public record Subject(String type, String action, String key) {

    public Subject {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(key, "key");
    }

    @Override
    public String toString() {
        return type + "." + action + "." + key;
    }
}
