package carillon.server.dialect.meshery;

import carillon.server.http.Request;
import java.util.Locale;
import java.util.Optional;

/** How members are spelled in what goes out; what comes in is understood in both (meshery-events 1.2). */
public enum WireCase {
    SNAKE,
    CAMEL;

    /** What the request asks for by header or query, else the default. */
    WireCase of(Request request) {
        return request.header("x-meshery-wire-case")
                .or(() -> request.query().first("wireCase"))
                .flatMap(WireCase::parse)
                .orElse(this);
    }

    /** The snake spelling in this case: {@code acted_upon}, {@code actedUpon}. */
    String name(String snake) {
        return this == SNAKE ? snake : camel(snake);
    }

    static String camel(String snake) {
        var text = new StringBuilder(snake.length());
        for (int i = 0; i < snake.length(); i++) {
            char c = snake.charAt(i);
            if (c == '_' && i + 1 < snake.length()) {
                i++;
                text.append(Character.toUpperCase(snake.charAt(i)));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static Optional<WireCase> parse(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "snake" -> Optional.of(SNAKE);
            case "camel" -> Optional.of(CAMEL);
            default -> Optional.empty();
        };
    }
}
