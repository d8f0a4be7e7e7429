package carillon.server.dialect.meshery;

import carillon.core.access.Authorizer;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.server.http.Request;
import carillon.server.http.Response;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** R8: how much the server writes to its log. It neither filters nor stores events. */
final class LogLevels {

    private static final List<String> AVAILABLE =
            List.of("panic", "fatal", "error", "warning", "info", "debug", "trace");

    private final Authorizer authorizer;
    private final WireCase defaultCase;
    // The words are finer than the logger's levels, so the one chosen is remembered.
    private volatile String current = "info";

    LogLevels(Authorizer authorizer, WireCase defaultCase) {
        this.authorizer = authorizer;
        this.defaultCase = defaultCase;
    }

    Response get(Request request) {
        return answer(200, "", request);
    }

    /** It is a setting of the whole server, so it takes the claim for those. */
    Response put(Request request) {
        if (!authorizer.mayChangeServer(request.principal(), "preferences", "post")) {
            return MesheryError.of(
                            403,
                            "forbidden",
                            "The log level was not changed",
                            "it needs the claim (preferences, post, *), and no tenant")
                    .response();
        }
        var level = wanted(request);
        if (level == null || !AVAILABLE.contains(level)) {
            return answer(400, "error", request);
        }
        current = level;
        apply(level);
        return answer(200, "success", request);
    }

    private static @Nullable String wanted(Request request) {
        try {
            var tree = request.json().tree();
            var value = tree.has("eventLogLevel") ? tree.get("eventLogLevel") : tree.get("event_log_level");
            if (value == null || !value.isString()) {
                return null;
            }
            var word = value.stringValue().trim().toLowerCase(Locale.ROOT);
            return word.equals("warn") ? "warning" : word;
        } catch (MalformedJsonException malformed) {
            return null;
        }
    }

    private static void apply(String level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("carillon")
                    .setLevel(
                            switch (level) {
                                case "panic", "fatal", "error" -> Level.ERROR;
                                case "warning" -> Level.WARN;
                                case "debug" -> Level.DEBUG;
                                case "trace" -> Level.TRACE;
                                default -> Level.INFO;
                            });
        }
    }

    private Response answer(int status, String outcome, Request request) {
        var wireCase = defaultCase.of(request);
        var body = Json.mapper().createObjectNode();
        if (!outcome.isEmpty()) {
            body.put("status", outcome);
        }
        body.put(wireCase.name("event_log_level"), current);
        var levels = body.putArray(wireCase.name("available_levels"));
        AVAILABLE.forEach(levels::add);
        return EventLists.json(status, Json.mapper().writeValueAsBytes(body));
    }
}
