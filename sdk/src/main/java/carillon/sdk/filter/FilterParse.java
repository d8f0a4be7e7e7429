package carillon.sdk.filter;

/** What became of a filter text. */
public sealed interface FilterParse {

    /** A filter that is ready to run. */
    record Parsed(Filter filter) implements FilterParse {}

    /**
     * Not a filter.
     *
     * @param position index of the first character that is wrong, from 0; the length of the text if something is missing
     *     at its end
     * @param message what is wrong and what to write instead, fit for whoever sent the text
     */
    record Rejected(int position, String message) implements FilterParse {

        /** The message with the position, counted from 1 as people do. */
        public String detail() {
            return message + " (at character " + (position + 1) + ")";
        }
    }
}
