package carillon.server.description;

import carillon.server.http.Response;
import carillon.server.http.Router;
import java.util.List;

/**
 * One port and what is mounted there.
 *
 * @param name of its listener
 * @param secure whether it speaks TLS
 * @param number as it is open
 */
public record Port(String name, boolean secure, int number, List<Router.Endpoint> endpoints) {

    /** {@code ws} or {@code http}, or what they are called with TLS. */
    String scheme(String plain) {
        return secure ? plain + "s" : plain;
    }

    /** Whether something is asked here over HTTP, beside channels and the page that their refusals lead to. */
    boolean answersRequests() {
        return endpoints.stream()
                .anyMatch(endpoint ->
                        endpoint.channel() == null && !endpoint.pattern().equals(Response.ERROR_PAGE));
    }

    String address(String host) {
        return host + ":" + number;
    }
}
