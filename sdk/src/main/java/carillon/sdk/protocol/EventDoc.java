package carillon.sdk.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a handler says about itself on the documentation page. Recognised by type: a {@link Handler} that also implements
 * this is documented. Examples and schemas that are null leave their headings out.
 */
public interface EventDoc {

    /** Trusted HTML, inserted as it is: never put input from outside here. */
    String doc();

    /** A payload that can be sent; anything Jackson writes, or {@link carillon.sdk.event.Json}. */
    default @Nullable Object inputExample() {
        return null;
    }

    /** The payload that comes back. */
    default @Nullable Object outputExample() {
        return null;
    }

    /** The type of the request's payload, for its schema. */
    default @Nullable Class<?> input() {
        return null;
    }

    /** The type of the response's payload, for its schema. */
    default @Nullable Class<?> output() {
        return null;
    }
}
