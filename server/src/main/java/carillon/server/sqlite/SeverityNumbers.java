package carillon.server.sqlite;

import carillon.sdk.event.Severity;
import java.util.List;

/** Severities as the index keeps them: by weight from 0, so that sorting by number is sorting by weight. */
final class SeverityNumbers {

    static final List<Severity> ALL = List.of(Severity.values());

    private SeverityNumbers() {}

    static int of(Severity severity) {
        return ALL.indexOf(severity);
    }

    static Severity severity(int number) {
        return ALL.get(number);
    }
}
