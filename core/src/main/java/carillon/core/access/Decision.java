package carillon.core.access;

/** Whether somebody may do something. Each adapter turns it into its own answer with one exhaustive switch. */
public sealed interface Decision {

    record Allowed() implements Decision {}

    /** The answer is the one for an object that does not exist: a tenant holds it back. */
    record Hidden() implements Decision {}

    /** No claim grants it. Said before anything about the object: the answer is the same whether it exists or not. */
    record Lacking(String scope, String action, String key) implements Decision {

        public String detail() {
            return "it needs the claim (" + scope + ", " + action + ", " + key + ")";
        }
    }

    /** A claim grants it, but it would pass on, change or take over rights that the caller does not have. */
    record Exceeding(String detail) implements Decision {}

    default boolean allowed() {
        return this instanceof Allowed;
    }
}
