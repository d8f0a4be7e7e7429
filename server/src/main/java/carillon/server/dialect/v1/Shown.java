package carillon.server.dialect.v1;

import carillon.sdk.event.Json;
import carillon.sdk.event.StoredEvent;
import carillon.server.dialect.EventForm;
import carillon.server.http.Request;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * In which form a reader is shown events.
 *
 * @param form of another standard; null for the native one
 * @param whole whether the native event goes into that form's data, and not its object alone
 */
record Shown(@Nullable EventForm form, boolean whole) {

    static final Shown NATIVE = new Shown(null, false);

    /** What a request asks for. */
    sealed interface Asked {}

    record Known(Shown shown) implements Asked {}

    record Unknown(String detail) implements Asked {}

    /** By {@code format}, else by the profile of an event stream in {@code Accept}. */
    static Asked by(Request request, List<EventForm> forms) {
        var format = request.query().first("format");
        var data = request.query().first("data");
        var accept =
                request.header("accept").orElse("").toLowerCase(Locale.ROOT).replaceAll("[ \"]", "");
        for (var form : forms) {
            if (format.map(form.name()::equals).orElse(accept.contains("text/event-stream;profile=" + form.name()))) {
                return switch (data.orElse("object")) {
                    case "object" -> new Known(new Shown(form, false));
                    case "event" -> new Known(new Shown(form, true));
                    case String other -> new Unknown("data is object or event, not '" + other + "'");
                };
            }
        }
        if (format.isPresent() && !format.get().equals("native")) {
            return new Unknown("there is no format '" + format.get() + "'");
        }
        return data.isPresent()
                ? new Unknown("data says what the data of another format is; say which, with format")
                : new Known(NATIVE);
    }

    /** The name of its dialect in metrics. */
    String dialect() {
        return form == null ? "v1" : form.name();
    }

    byte[] write(StoredEvent stored) {
        return form == null
                ? EventWriter.write(stored)
                : form.write(stored, whole ? Json.trusted(EventWriter.write(stored)) : null);
    }
}
