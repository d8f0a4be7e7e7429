package carillon.server.dialect.sysadm;

import tools.jackson.databind.JsonNode;

/** What became of a call. */
sealed interface Outcome {

    /** A reply, and what to do once it is on its way. */
    record Result(JsonNode args, Runnable afterwards) implements Outcome {

        Result(JsonNode args) {
            this(args, () -> {});
        }
    }

    record Failure(Status status) implements Outcome {}

    /** No frame at all. */
    record Silence() implements Outcome {}

    /** The failure, and then the connection is closed: too many wrong logins came from its address. */
    record Locked() implements Outcome {}
}
