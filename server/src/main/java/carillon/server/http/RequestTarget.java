package carillon.server.http;

import java.util.Locale;

/**
 * What a request asks for, and of whom (RFC 9112 section 3.2).
 *
 * @param authority the host that the target itself names; empty if it names none
 * @param path with its query; {@code *} for the server as a whole
 */
record RequestTarget(String authority, String path) {

    /**
     * Reads the target of a request.
     *
     * @throws IllegalArgumentException if it has none of the forms that a server understands, or holds characters that no URI has
     */
    static RequestTarget of(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '#') {
                throw new IllegalArgumentException(
                        "the target of a request has visible ASCII characters without # alone: percent-encode others");
            }
        }
        if (target.startsWith("/") || target.equals("*")) {
            return new RequestTarget("", target);
        }
        int host = afterScheme(target.toLowerCase(Locale.ROOT));
        int end = endOfAuthority(target, host);
        var authority = target.substring(host, end);
        if (authority.isEmpty() || !isHost(authority)) {
            throw new IllegalArgumentException("the target of a request names a host and a port, and no user");
        }
        var path = target.substring(end);
        return new RequestTarget(authority, path.startsWith("/") ? path : "/" + path);
    }

    private static int afterScheme(String lowerCase) {
        for (var scheme : new String[] {"http://", "https://"}) {
            if (lowerCase.startsWith(scheme)) {
                return scheme.length();
            }
        }
        throw new IllegalArgumentException("the target of a request begins with / or http://");
    }

    private static int endOfAuthority(String target, int from) {
        for (int i = from; i < target.length(); i++) {
            if (target.charAt(i) == '/' || target.charAt(i) == '?') {
                return i;
            }
        }
        return target.length();
    }

    /** Whether a text is a host with or without a port, as in the Host header; nobody there is a host too. */
    static boolean isHost(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (end < 0) {
            end = text.length();
        }
        return (!text.startsWith("[") || end > 0) && isName(text, end) && isPort(text, end);
    }

    private static boolean isName(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            // What is refused here, another reader could take for a different host.
            if (c <= ' ' || c >= 0x7F || c == '/' || c == '\\' || c == '@' || c == '?' || c == '#' || c == ',') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPort(String text, int from) {
        if (from < text.length() && text.charAt(from) != ':') {
            return false;
        }
        for (int i = from + 1; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
