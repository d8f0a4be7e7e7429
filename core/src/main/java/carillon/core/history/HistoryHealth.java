package carillon.core.history;

import java.time.Instant;

/** How the history is. It decides about lists only: events are stored and delivered in every state. */
public sealed interface HistoryHealth {

    /** It follows the log and answers. */
    record Ok() implements HistoryHealth {}

    /**
     * It starts from the first record of the log again. Lists answer and lack what is not applied yet.
     *
     * @param reason how far it is
     */
    record Rebuilding(Instant since, String reason) implements HistoryHealth {}

    /**
     * It cannot apply new records. The server retries every second.
     *
     * @param reason what failed and what to do, without paths
     */
    record Failing(Instant since, String reason) implements HistoryHealth {}

    /** Whether lists hold everything that is stored, give or take the lag. */
    default boolean isOk() {
        return this instanceof Ok;
    }

    /** One line for operators and callers. */
    default String line() {
        return switch (this) {
            case Ok() -> "the history follows the log";
            case Rebuilding(Instant since, String reason) ->
                "the history is being rebuilt since " + since + ": " + reason;
            case Failing(Instant since, String reason) ->
                "the history has applied no new events since " + since + ": " + reason;
        };
    }
}
