package carillon.server.access;

import carillon.server.http.Request;
import carillon.server.http.Utf8;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** How a request says who sent it, as written; nothing is checked yet (drp-websocket sections 2.1 and 2.2). */
public sealed interface Credential {

    record Password(String user, String password) implements Credential {

        /** Without the password, so that no log can show it. */
        @Override
        public String toString() {
            return "Password[" + user + "]";
        }
    }

    record Token(String text) implements Credential {

        @Override
        public String toString() {
            return "Token";
        }
    }

    record Missing() implements Credential {}

    /** There is a header, but no way to read it: unknown scheme, no base64, no colon. */
    record Unreadable() implements Credential {}

    /** The header alone counts if there is one: a good query cannot mend a bad header. */
    static Credential of(Request request) {
        var header = request.header("authorization").orElse("");
        if (!header.isEmpty()) {
            return ofHeader(header);
        }
        return request.query()
                .first("token")
                .or(() -> request.query().first("Token"))
                // Senders of webhooks (RFC 6750 section 2.3).
                .or(() -> request.query().first("access_token"))
                .filter(text -> !text.isEmpty())
                .map(Credential::ofQuery)
                .orElseGet(Missing::new);
    }

    private static Credential ofQuery(String text) {
        // Issued tokens hold no colon, so one tells the two apart.
        return text.indexOf(':') < 0 ? new Token(text) : userAndPassword(text).orElseGet(Unreadable::new);
    }

    private static Credential ofHeader(String header) {
        int blank = header.indexOf(' ');
        if (blank < 0) {
            return new Unreadable();
        }
        var rest = header.substring(blank + 1).trim();
        return switch (header.substring(0, blank).toLowerCase(Locale.ROOT)) {
            case "basic" -> decoded(rest).flatMap(Credential::userAndPassword).orElseGet(Unreadable::new);
            case "bearer" -> new Token(rest);
            default -> new Unreadable();
        };
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Utf8.text(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Split at the first colon: a password may hold more of them. */
    private static Optional<Credential> userAndPassword(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new Password(text.substring(0, colon), text.substring(colon + 1)));
    }
}
