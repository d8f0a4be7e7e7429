package carillon.server.source;

import carillon.sdk.event.Severity;

/**
 * The priority of sysadm-events section 7.2: a number from 0 to 10 with a category. Events carry it in the published form
 * {@code 6/Critical}; the wire dialect rewrites it.
 */
public record Priority(int number) {

    private static final int HIGHEST = 10;

    /** Numbers outside 0 to 10 count as the nearest one inside. */
    public Priority {
        number = Math.clamp(number, 0, HIGHEST);
    }

    public String category() {
        return number < 3 ? "Information" : number < 6 ? "Warning" : number < 9 ? "Critical" : "Urgent";
    }

    public Severity severity() {
        return number < 3
                ? Severity.INFORMATIONAL
                : number < 6 ? Severity.WARNING : number < 9 ? Severity.CRITICAL : Severity.ALERT;
    }

    /** {@code 6/Critical}. */
    public String text() {
        return number + "/" + category();
    }

    /** {@code 6 - Critical}. */
    public String wireText() {
        return number + " - " + category();
    }
}
