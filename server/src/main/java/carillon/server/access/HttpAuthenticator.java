package carillon.server.access;

import carillon.sdk.event.Json;
import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in that bring a password or a token, and answers the others with the statuses, headers and bodies of
 * drp-websocket section 2.3. Any thread.
 *
 * <p>Never by cookie: sockets may be opened from pages of any origin, and a cookie would lend them its owner's rights.
 */
public final class HttpAuthenticator implements Authenticator {

    private static final String CHALLENGE = "dr-provision";

    private final LoginGate gate;
    private final boolean anonymous;

    private HttpAuthenticator(LoginGate gate, boolean anonymous) {
        this.gate = gate;
        this.anonymous = anonymous;
    }

    /** Nobody gets in without a credential. */
    public static HttpAuthenticator required(LoginGate gate) {
        return new HttpAuthenticator(gate, false);
    }

    /** Who brings no credential at all is anonymous, for the handler to judge; a bad one is refused all the same. */
    public static HttpAuthenticator optional(LoginGate gate) {
        return new HttpAuthenticator(gate, true);
    }

    @Override
    public Authentication authenticate(Request request) {
        return switch (Credential.of(request)) {
            case Credential.Missing none -> anonymous ? new Authentication.Anonymous() : unauthenticated();
            case Credential.Unreadable what -> unauthenticated();
            case Credential.Password given -> outcome(gate.password(given.user(), given.password(), from(request)));
            case Credential.Token given -> outcome(gate.token(given.text(), from(request)));
        };
    }

    /** A token is checked in microseconds and in memory alone, and so is a password that is in use; another takes its slow hash. */
    @Override
    public @Nullable Authentication atOnce(Request request) {
        return Credential.of(request) instanceof Credential.Password given
                ? gate.rememberedPassword(given.user(), given.password())
                        .map(HttpAuthenticator::outcome)
                        .orElse(null)
                : authenticate(request);
    }

    private static InetAddress from(Request request) {
        return request.remote().getAddress();
    }

    private static Authentication outcome(LoginOutcome found) {
        return switch (found) {
            case LoginOutcome.Accepted accepted -> new Authentication.Authenticated(accepted.principal());
            case LoginOutcome.WrongPassword wrong -> new Authentication.Denied(Response.empty(403));
            case LoginOutcome.BadToken bad ->
                new Authentication.Denied(Response.empty(403).header("www-authenticate", CHALLENGE));
            case LoginOutcome.RevokedToken revoked -> new Authentication.Denied(revoked());
            case LoginOutcome.TooMany(var retryAfter) ->
                new Authentication.Denied(Response.empty(429)
                        .header("retry-after", Long.toString(Math.max(1, retryAfter.toSeconds() + 1))));
        };
    }

    private static Authentication unauthenticated() {
        return new Authentication.Denied(Response.empty(401).header("www-authenticate", CHALLENGE));
    }

    /** A credential that was good once. */
    public static Response revoked() {
        var error = Json.mapper().createObjectNode();
        error.put("Model", "users").put("Key", "").put("Type", "AUTH");
        error.putArray("Messages").add("the token was revoked: ask for a new one");
        error.put("Code", 403);
        return Response.json(403, error);
    }
}
