package carillon.server.console;

import carillon.core.access.AccessPolicy;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.server.http.Authenticator;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The console at {@code /}, its files under {@code /console/}, and what it asks under {@code /v1}. */
public final class ConsoleRoutes {

    /**
     * Nothing from elsewhere, nothing inline, no frames around it, and no text ever becomes script: Trusted Types lets
     * only Lit's own policy make markup, which it does from the literals in our modules.
     */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types lit-html";

    private final ConsoleFiles files = new ConsoleFiles();
    private final Asset page = page(files);

    private ConsoleRoutes() {}

    private static Asset page(ConsoleFiles files) {
        var source = files.find("index.html").orElseThrow(() -> new IllegalStateException("the jar lacks index.html"));
        var preloads = new ModuleGraph(files)
                .of("app.js").stream()
                        .map(path -> "    <link rel=\"modulepreload\" href=\"console/" + path + "\" />\n")
                        .collect(Collectors.joining());
        var text = new String(source.bytes(), StandardCharsets.UTF_8).replace("  </head>", preloads + "  </head>");
        return Asset.of(source.contentType(), text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * All routes of the console.
     *
     * @param callers lets in who may use the hub; for the routes under {@code /v1}
     */
    public static List<Routes> routes(ConsoleFeatures features, AccessPolicy policy, Authenticator callers) {
        var console = new ConsoleRoutes();
        var pages = Routes.under("").get("/", console::page).get("/console/{file...}", console::file);
        var asked = Routes.under("/v1")
                .authenticator(callers)
                .get("/session", new SessionHandler(features, policy))
                .maxBodyBytes(FilterCheckHandler.MAX_BODY_BYTES)
                .post("/filter/check", new FilterCheckHandler());
        return List.of(pages, asked);
    }

    private Response page(Request request) {
        return answer(request, page)
                .header("content-security-policy", POLICY)
                .header("x-frame-options", "DENY")
                .header("cross-origin-opener-policy", "same-origin");
    }

    /**
     * The files are the same for everyone. Sites among the allowed origins may load them as modules, by the headers that
     * the HTTP layer adds; for other sites the inbox would be of no use, because it could not ask the hub anything.
     */
    private Response file(Request request) {
        var found = files.find(request.parameter("file"));
        return found.isPresent()
                ? answer(request, found.get()).header("cross-origin-resource-policy", "cross-origin")
                : Response.refuse(new Refusal(ErrorCode.NOT_FOUND, "no such file of the console"));
    }

    private static Response.Full answer(Request request, Asset asset) {
        boolean unchanged =
                request.header("if-none-match").filter(asset.tag()::equals).isPresent();
        var response = unchanged ? Response.empty(304) : Response.of(200, asset.contentType(), asset.bytes());
        // no-cache: kept, but asked about each time, so that an upgraded hub never meets an old console
        return response.header("etag", asset.tag())
                .header("cache-control", "no-cache")
                .header("x-content-type-options", "nosniff")
                .header("referrer-policy", "no-referrer");
    }
}
