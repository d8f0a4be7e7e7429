package carillon.server.http;

import carillon.core.error.Refusal;

/** How a dialect shows a refusal, its own and those that the server makes for paths under its prefix. */
@FunctionalInterface
public interface ErrorRenderer {

    /** Problem documents, RFC 9457. */
    ErrorRenderer PROBLEM = (request, refusal) -> Response.problem(refusal);

    /**
     * Must be able to show every refusal. The request may be incomplete: when it could not be read, what is missing is
     * empty.
     */
    Response render(Request request, Refusal refusal);
}
