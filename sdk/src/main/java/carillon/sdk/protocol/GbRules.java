package carillon.sdk.protocol;

/** Dialect {@code gb}: typed errors out of the exception registry; responses always keep name and version in step. */
final class GbRules implements Rules {

    private final ExceptionRegistry exceptions;
    private final Tracker tracker;

    GbRules(ExceptionRegistry exceptions, Tracker tracker) {
        this.exceptions = exceptions;
        this.tracker = tracker;
    }

    @Override
    public Envelope undecodable(RuntimeException problem) {
        var standIn = problem instanceof MissingFieldException missing ? missing.standIn() : Replies.standIn();
        return exceptions.respond(problem, standIn, tracker);
    }

    @Override
    public Envelope notFound(Envelope request) {
        return exceptions.respond(new UnknownEventException(request.name(), request.version()), request, tracker);
    }

    @Override
    public Envelope elementNotFound(Envelope request) {
        return notFound(request);
    }

    @Override
    public Envelope crashed(Envelope request, Exception thrown) {
        return exceptions.respond(thrown, request, tracker);
    }

    @Override
    public Envelope finished(Envelope request, Outcome outcome) {
        if (outcome.byDialect() && outcome.error() instanceof Exception unserialisable) {
            return crashed(request, unserialisable);
        }
        var response = outcome.byDialect() ? outcome.event().withId("") : outcome.event();
        var suffix = ":" + suffixOf(request, response);
        return response.withName(request.name() + suffix)
                .withVersion(request.version())
                .withId(response.id().isEmpty() ? request.id() : response.id())
                .withFlowId(response.flowId().isEmpty() ? request.flowId() : response.flowId());
    }

    /** Redirects and typed errors keep their kind; whatever else a handler wrote as a name is a success. */
    private static String suffixOf(Envelope request, Envelope response) {
        var prefix = request.name() + ":";
        if (response.name().startsWith(prefix)) {
            var suffix = response.name().substring(prefix.length());
            if (suffix.equals("redirect") || new ErrorType(suffix).known()) {
                return suffix;
            }
        }
        return "response";
    }

    @Override
    public String contentType() {
        return "application/json; charset=UTF-8";
    }

    @Override
    public String bareFailure() {
        return "";
    }

    @Override
    public String terminator() {
        return "";
    }
}
