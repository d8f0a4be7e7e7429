package carillon.sdk.filter;

/** What became of a spec text. */
public sealed interface SpecParse {

    record Parsed(Spec spec) implements SpecParse {}

    /**
     * Not a spec.
     *
     * @param position index of the first character that is wrong, from 0
     * @param message what is wrong and what to write instead, fit for whoever sent the text
     */
    record Rejected(int position, String message) implements SpecParse {

        /** The message with the position, counted from 1 as people do. */
        public String detail() {
            return message + " (at character " + (position + 1) + ")";
        }
    }
}
