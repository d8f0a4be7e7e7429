package carillon.server.dialect.v1;

import carillon.core.history.History;
import carillon.core.history.HistoryQuery;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;

/** A page of the history in the form of another standard: an array of events alone, whose head says where the rest is. */
final class HistoryBatch {

    /** Where the next page begins is new, and credentials stand in no answer. */
    private static final Set<String> NOT_REPEATED = Set.of("offset", "token", "Token", "access_token");

    private HistoryBatch() {}

    static Response of(Request request, History history, HistoryQuery query, Shown shown) {
        var page = history.query(query);
        var bytes = request.answer();
        bytes.write('[');
        for (int i = 0; i < page.items().size(); i++) {
            if (i > 0) {
                bytes.write(',');
            }
            var event = shown.write(page.items().get(i).stored());
            bytes.write(event, 0, event.length);
        }
        bytes.write(']');
        var type = Objects.requireNonNull(shown.form()).listType();
        var answer = Response.of(200, type, bytes.toByteArray());
        return page.more()
                ? answer.header(
                        "Link", next(request, query.offset() + page.items().size()))
                : answer;
    }

    private static String next(Request request, long offset) {
        var parameters = new ArrayList<String>();
        for (var name : request.query().names()) {
            if (!NOT_REPEATED.contains(name)) {
                request.query().all(name).forEach(value -> parameters.add(encode(name) + "=" + encode(value)));
            }
        }
        parameters.add("offset=" + offset);
        return "<" + request.path() + "?" + String.join("&", parameters) + ">; rel=\"next\"";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
