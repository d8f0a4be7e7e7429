package carillon.server.description;

import carillon.core.error.ErrorCode;
import carillon.sdk.event.Json;
import carillon.server.http.ForeignPages;
import carillon.server.http.Handler;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The page that the {@code type} of every problem document leads to: all error codes, written from {@link ErrorCode}. HTML for
 * people, JSON or Markdown for those who ask for it; the last is {@code docs/reference/errors.md}. Open to everyone: who reads it may
 * have failed to log in.
 */
public final class ErrorPage {

    private static final byte[] HTML = html().getBytes(StandardCharsets.UTF_8);
    private static final byte[] JSON = json();
    private static final byte[] MARKDOWN = markdown().getBytes(StandardCharsets.UTF_8);

    private ErrorPage() {}

    /** On a port beside routes that own the other paths. */
    public static Routes routes() {
        return Routes.under("").get(Response.ERROR_PAGE, ErrorPage::answer);
    }

    /**
     * On a port whose WebSockets take any path, this one as well.
     *
     * @param socket answers who asks for a WebSocket
     */
    public static Routes routes(Handler socket) {
        return Routes.under("")
                .foreignPages(ForeignPages.CONNECT)
                .get(
                        Response.ERROR_PAGE,
                        request -> request.asksForWebSocket() ? socket.handle(request) : answer(request));
    }

    private static Response answer(Request request) {
        var accepted = request.header("accept").orElse("");
        return form(accepted)
                .header("vary", "accept")
                .header("cross-origin-resource-policy", "cross-origin")
                .header("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
                .header("x-content-type-options", "nosniff");
    }

    private static Response.Full form(String accepted) {
        if (accepted.contains("text/html")) {
            return Response.of(200, "text/html; charset=utf-8", HTML);
        }
        if (accepted.contains("json")) {
            return Response.json(200, JSON);
        }
        return accepted.contains("text/markdown")
                ? Response.of(200, "text/markdown; charset=utf-8", MARKDOWN)
                : Response.of(200, "text/html; charset=utf-8", HTML);
    }

    /** The reference page, docs/reference/errors.md. */
    public static String markdown() {
        return """
                # Error codes

                Written from the code: `curl -H 'accept: text/markdown' http://127.0.0.1:9081/errors`. A running server shows this page
                at `/errors`, in HTML or JSON, without a login.

                Every refusal of `/v1`, and of paths that belong to no dialect, is a problem document (RFC 9457,
                `application/problem+json`):

                | member | what it is |
                |---|---|
                | `type` | the address of the code on this page, `/errors#CODE` |
                | `code` | the code; codes and numbers do not change, wording may |
                | `title` | the meaning of the code |
                | `detail` | what was wrong, where, and what to do |
                | `status` | the HTTP status |
                | `retry` | whether the same request may succeed later, unchanged |
                | `index`, `member` | which event of a publish, and which member of it |

                The other dialects show the same refusals in their own form, with the same status where theirs does not say otherwise. WebSockets
                end with the close code: up to 4499 reconnect, from 4500 on do not.

                | code | status | close | retry | meaning | what to do |
                |---|---:|---:|---|---|---|
                """
                + Arrays.stream(ErrorCode.values())
                        .map(code -> "| <a id=\"" + code.slug() + "\"></a>`" + code.slug() + "` | " + code.httpStatus()
                                + " | "
                                + code.closeCode() + " | " + (code.retry() ? "yes" : "no") + " | " + code.meaning()
                                + " | "
                                + code.remedy() + " |\n")
                        .collect(Collectors.joining());
    }

    private static String html() {
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>Carillon: error codes</title></head>
                <body>
                <h1>Error codes</h1>
                <p>The <code>type</code> of every problem document leads here. WebSockets end with the close code: up to 4499 reconnect,
                from 4500 on do not. As JSON with <code>Accept: application/json</code>.</p>
                """
                + Arrays.stream(ErrorCode.values()).map(ErrorPage::section).collect(Collectors.joining())
                + "</body>\n</html>\n";
    }

    /** The texts are ours, and hold nothing that HTML would take for its own. */
    private static String section(ErrorCode code) {
        return "<h2 id=\"" + code.slug() + "\">" + code.slug() + "</h2>\n<p>" + sentence(code.meaning()) + " "
                + code.remedy()
                + "</p>\n<p>Status " + code.httpStatus() + ", close code " + code.closeCode() + ", "
                + (code.retry() ? "the same request may succeed later" : "the same request will fail again")
                + ".</p>\n";
    }

    private static String sentence(String meaning) {
        return Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1) + ".";
    }

    private static byte[] json() {
        var document = Json.mapper().createObjectNode();
        var errors = document.putArray("errors");
        for (var code : ErrorCode.values()) {
            errors.addObject()
                    .put("type", Response.ERROR_PAGE + "#" + code.slug())
                    .put("code", code.slug())
                    .put("name", code.name())
                    .put("status", code.httpStatus())
                    .put("close", code.closeCode())
                    .put("retry", code.retry())
                    .put("meaning", code.meaning())
                    .put("remedy", code.remedy());
        }
        return Json.mapper().writeValueAsBytes(document);
    }
}
