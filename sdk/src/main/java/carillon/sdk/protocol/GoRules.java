package carillon.sdk.protocol;

/** Dialect {@code go}: bare {@code error} events with a message. */
final class GoRules implements Rules {

    @Override
    public Envelope undecodable(RuntimeException problem) {
        return Events.newError("", messageOf(problem));
    }

    @Override
    public Envelope notFound(Envelope request) {
        return Events.newError(request.flowId(), "Event not Found");
    }

    @Override
    public Envelope elementNotFound(Envelope request) {
        return Events.newError(request.flowId(), "Event \"" + request.name() + "\" not found");
    }

    @Override
    public Envelope crashed(Envelope request, Exception thrown) {
        return Events.newError(request.flowId(), messageOf(thrown));
    }

    @Override
    public Envelope finished(Envelope request, Outcome outcome) {
        return outcome.event();
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public String bareFailure() {
        return "Internal Server Error";
    }

    @Override
    public String terminator() {
        return "\n";
    }

    /** The message alone: a stack trace would show the inside of the server. */
    private static String messageOf(Exception thrown) {
        var message = thrown.getMessage();
        return message == null || message.isEmpty() ? thrown.getClass().getSimpleName() : message;
    }
}
