package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * The page that lists every registered event of a mux, with examples and schemas of those that are documented
 * (events-protocol section 7). Serve it as {@code text/html; charset=utf-8}, usually at {@code /doc}.
 */
public final class DocPage {

    private final Mux mux;

    /** Describes what is registered whenever the page is asked for. */
    public DocPage(Mux mux) {
        this.mux = mux;
    }

    /** The HTML as of now. */
    public String html() {
        var registrations = mux.registrations();
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<title>Events documentation</title>\n")
                .append(
                        "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}")
                .append("pre{background:#8881;padding:.8rem;overflow:auto}caption,h2{text-align:left}</style>\n")
                .append("</head>\n<body>\n<h1>Events</h1>\n<ul>\n");
        index(page, registrations);
        page.append("</ul>\n");
        var seen = new HashSet<String>();
        for (var registration : registrations) {
            block(page, registration, anchor(registration, seen.add(registration.name())));
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private static void index(StringBuilder page, List<Mux.Registration> registrations) {
        var seen = new HashSet<String>();
        for (var registration : registrations) {
            var name = escaped(registration.name());
            var target = anchor(registration, seen.add(registration.name()));
            page.append("<li>");
            if (registration.handler() instanceof EventDoc) {
                page.append("<a href=\"#")
                        .append(target)
                        .append("\">")
                        .append(name)
                        .append("</a>");
            } else {
                page.append(name);
            }
            page.append("</li>\n");
        }
    }

    /** Two versions of one name need different ids. */
    private static String anchor(Mux.Registration registration, boolean first) {
        var name = escaped(registration.name());
        return first ? name : name + "-v" + registration.version();
    }

    private static void block(StringBuilder page, Mux.Registration registration, String anchor) {
        page.append("<section id=\"").append(anchor).append("\">\n<h2>");
        page.append(escaped(registration.name()));
        page.append(" (Version: ").append(registration.version()).append(")</h2>\n");
        if (registration.handler() instanceof EventDoc doc) {
            page.append("<div>").append(doc.doc()).append("</div>\n");
            part(page, "Input Example", example(doc.inputExample()));
            part(page, "Input Schema", schema(doc.input()));
            part(page, "Output Example", example(doc.outputExample()));
            part(page, "Output Schema", schema(doc.output()));
        }
        page.append("</section>\n");
    }

    private static void part(StringBuilder page, String heading, @Nullable String json) {
        if (json != null) {
            page.append("<h3>")
                    .append(heading)
                    .append("</h3>\n<pre>")
                    .append(escaped(json))
                    .append("</pre>\n");
        }
    }

    private static @Nullable String example(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        try {
            return indented(Events.json(value));
        } catch (JacksonException unserialisable) {
            // One broken example must not take the page down; its empty block shows where it is.
            return "";
        }
    }

    private static @Nullable String schema(@Nullable Class<?> type) {
        return type == null ? null : indented(Json.of(Schemas.draft04(type)));
    }

    private static String indented(Json json) {
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return Json.mapper().writer().with(printer).writeValueAsString(json.tree());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
