package carillon.sdk.filter;

import java.util.Set;

/** What one field of a {@link Selector} accepts. */
public sealed interface FieldMatch {

    boolean accepts(String value);

    /** {@code *}: every value, the empty one included. */
    record Any() implements FieldMatch {

        @Override
        public boolean accepts(String value) {
            return true;
        }
    }

    /** Exactly these values, case-sensitively; never empty. */
    record OneOf(Set<String> values) implements FieldMatch {

        public OneOf {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a field that accepts nothing cannot be asked for");
            }
            values = Set.copyOf(values);
        }

        @Override
        public boolean accepts(String value) {
            return values.contains(value);
        }
    }
}
