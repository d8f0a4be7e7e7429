package carillon.server.dialect.meshery;

import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import carillon.server.http.ErrorRenderer;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.util.List;

/**
 * The error envelope (meshery-events 7.10).
 *
 * @param code one of the {@code meshery-server-…} codes, or the catalogue's name where Meshery has none
 * @param details one for each broken rule
 */
record MesheryError(int status, String error, String code, List<String> remediation, List<String> details) {

    static final String READ = "meshery-server-1118";
    static final String UPDATE = "meshery-server-1119";
    static final String DELETE = "meshery-server-1120";
    static final String STATUS = "meshery-server-1121";
    static final String BULK_UPDATE = "meshery-server-1122";
    static final String BULK_DELETE = "meshery-server-1123";
    static final String PERSIST = "meshery-server-1303";
    static final String INVALID = "meshery-server-1357";

    static MesheryError of(int status, String code, String error, String... details) {
        return new MesheryError(status, error, code, List.of(), List.of(details));
    }

    /** Shows what the server refuses on Meshery's paths, such as a body that is too large or a method that is not known. */
    static final ErrorRenderer RENDERER = MesheryError::rendered;

    private static Response rendered(Request request, Refusal refusal) {
        return of(refusal).response();
    }

    static MesheryError of(Refusal refusal) {
        var code = refusal.code();
        return of(code.httpStatus(), code.slug(), code.meaning(), refusal.detail());
    }

    Response.Full response() {
        var body = Json.mapper().createObjectNode();
        body.put("error", error);
        body.put("code", code);
        body.put("severity", status >= 500 ? "CRITICAL" : "ALERT");
        body.putArray("probableCause");
        var remedies = body.putArray("suggestedRemediation");
        remediation.forEach(remedies::add);
        var described = body.putArray("longDescription");
        details.forEach(described::add);
        return Response.of(
                        status, "application/json; charset=utf-8", Json.mapper().writeValueAsBytes(body))
                .header("x-content-type-options", "nosniff");
    }
}
