package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event of the protocol: a request or a response, which have the same shape (events-protocol section 1).
 *
 * <p>Immutable. JSON members keep the text they came in, so that number digits survive.
 *
 * @param name what the event is, {@code ledger:entry:post}; any text, also empty
 * @param version of the payload's contract; selects the handler together with the name
 * @param id of this message; empty if unset
 * @param flowId of the whole flow; copied unchanged by every hop; empty if unset
 * @param sentPayload business data; null when the key was absent, {@link Json#NULL} when it held null
 * @param identity who the caller is, usually an object; null when absent
 * @param auth credentials, usually an object; null when absent
 * @param metadata informative only, usually an object; null when absent
 */
public record Envelope(
        String name,
        int version,
        String id,
        String flowId,
        @Nullable Json sentPayload,
        @Nullable Json identity,
        @Nullable Json auth,
        @Nullable Json metadata) {

    /** What the body {@code {}} decodes to. */
    public static final Envelope EMPTY = new Envelope("", 0, "", "", null, null, null, null);

    public Envelope {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(flowId, "flowId");
    }

    /** An event with a name, a version and a payload; everything else is unset. */
    public static Envelope of(String name, int version, Json payload) {
        return new Envelope(name, version, "", "", payload, null, null, null);
    }

    /** The payload as handlers see it: an absent one is JSON null. */
    public Json payload() {
        return sentPayload == null ? Json.NULL : sentPayload;
    }

    /** The well-known keys of {@link #identity()}. */
    public IdentityView user() {
        return new IdentityView(identity);
    }

    /** The well-known keys of {@link #auth()} and {@link #metadata()}. */
    public AttributesView attributes() {
        return new AttributesView(auth, metadata);
    }

    public Envelope withName(String value) {
        return new Envelope(value, version, id, flowId, sentPayload, identity, auth, metadata);
    }

    public Envelope withVersion(int value) {
        return new Envelope(name, value, id, flowId, sentPayload, identity, auth, metadata);
    }

    public Envelope withId(String value) {
        return new Envelope(name, version, value, flowId, sentPayload, identity, auth, metadata);
    }

    public Envelope withFlowId(String value) {
        return new Envelope(name, version, id, value, sentPayload, identity, auth, metadata);
    }

    public Envelope withPayload(@Nullable Json value) {
        return new Envelope(name, version, id, flowId, value, identity, auth, metadata);
    }

    public Envelope withIdentity(@Nullable Json value) {
        return new Envelope(name, version, id, flowId, sentPayload, value, auth, metadata);
    }

    public Envelope withAuth(@Nullable Json value) {
        return new Envelope(name, version, id, flowId, sentPayload, identity, value, metadata);
    }

    public Envelope withMetadata(@Nullable Json value) {
        return new Envelope(name, version, id, flowId, sentPayload, identity, auth, value);
    }

    /** Leaves the credentials out, so that no log can show them. */
    @Override
    public String toString() {
        return "Envelope[" + name + " v" + version + ", id=" + id + ", flowId=" + flowId + "]";
    }
}
