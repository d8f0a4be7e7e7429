package carillon.server.http;

import carillon.core.access.Principal;

/** What an {@link Authenticator} found. */
public sealed interface Authentication {

    /** The handler finds the principal in the request. */
    record Authenticated(Principal principal) implements Authentication {}

    /** The answer is sent instead of calling the handler. */
    record Denied(Response response) implements Authentication {}

    /** No credential; the handler decides whether that will do. */
    record Anonymous() implements Authentication {}
}
