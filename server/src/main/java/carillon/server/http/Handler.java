package carillon.server.http;

/** Answers one request on a virtual thread of its own: may block, and reads as straight-line code. */
@FunctionalInterface
public interface Handler {

    Response handle(Request request) throws Exception;
}
