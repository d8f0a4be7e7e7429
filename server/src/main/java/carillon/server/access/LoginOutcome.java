package carillon.server.access;

import carillon.core.access.Principal;
import java.time.Duration;

/** What became of one attempt to log in. */
public sealed interface LoginOutcome {

    record Accepted(Principal principal) implements LoginOutcome {}

    /** Unknown user and wrong password alike. */
    record WrongPassword() implements LoginOutcome {}

    /** The token cannot be opened, has a bad signature, or has expired. */
    record BadToken() implements LoginOutcome {}

    /** The token was good once, but its user, its machine or a secret that it was bound to is another one by now. */
    record RevokedToken() implements LoginOutcome {}

    /** Not checked: too many were tried from the address or for the name, or wait to be checked. */
    record TooMany(Duration retryAfter) implements LoginOutcome {}
}
