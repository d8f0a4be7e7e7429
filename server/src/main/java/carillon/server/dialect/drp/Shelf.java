package carillon.server.dialect.drp;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects of some types by key, with the events that their changes are. Calls may block: virtual threads only. Nodes that
 * come from here are shared and must not be changed.
 */
interface Shelf {

    /**
     * One object.
     *
     * @param state with its secrets; show it only through {@link Shelves#shown}
     * @param version another text after each change, for ETags
     */
    record Item(String type, String key, ObjectNode state, String version) {}

    /** What an edit makes of the present object. */
    sealed interface Verdict {

        /** Stores the new state; the action names the event. */
        record Put(String action, ObjectNode state) implements Verdict {}

        record Remove() implements Verdict {}

        record Refuse(Refusal refusal) implements Verdict {}

        static Verdict refuse(ErrorCode code, String detail) {
            return new Refuse(new Refusal(code, detail));
        }
    }

    /** Looks at the present object, null if there is none, and decides. Called again when the object changed before that was stored. */
    interface Edit {
        Verdict decide(@Nullable Item present);
    }

    /** What became of an edit. */
    sealed interface Outcome {

        /**
         * It is durable, and its event on the way.
         *
         * @param item the object now; the last state of one that was removed
         */
        record Changed(Item item, @Nullable Item before) implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }

    /** In the order of keys; with every change that the caller can know of. */
    List<Item> list(String type);

    Optional<Item> get(String type, String key);

    Outcome change(Principal by, String type, String key, Edit edit);

    /** The key of an object in this type; empty if it names none. */
    Optional<String> keyOf(String type, ObjectNode object);
}
