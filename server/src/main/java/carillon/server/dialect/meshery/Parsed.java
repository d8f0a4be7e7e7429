package carillon.server.dialect.meshery;

import carillon.server.http.Response;
import java.util.function.Function;

/** What became of reading something from outside. */
sealed interface Parsed<T> {

    record Good<T>(T value) implements Parsed<T> {}

    record Bad<T>(MesheryError error) implements Parsed<T> {}

    static <T> Parsed<T> good(T value) {
        return new Good<>(value);
    }

    static <T> Parsed<T> bad(MesheryError error) {
        return new Bad<>(error);
    }

    /** Goes on with the value, or answers the error. */
    default Response then(Function<T, Response> next) {
        return switch (this) {
            case Good<T> good -> next.apply(good.value());
            case Bad<T> bad -> bad.error().response();
        };
    }
}
