package carillon.sdk.filter;

/** The seven names that may stand after {@code =}. */
enum Operator {
    EXISTS("Exists"),
    EQ("Eq"),
    NE("Ne"),
    RE("Re"),
    IN("In"),
    NIN("Nin"),
    CHANGED("Changed");

    static final String EXAMPLE = "Stage=Eq(\"local\")";

    private final String word;

    Operator(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
