package carillon.server.http;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Decides who is behind a request, before its handler runs. */
@FunctionalInterface
public interface Authenticator {

    /** Nobody is asked for anything. */
    Authenticator NONE = new Authenticator() {
        @Override
        public Authentication authenticate(Request request) {
            return new Authentication.Anonymous();
        }

        @Override
        public Authentication atOnce(Request request) {
            return new Authentication.Anonymous();
        }
    };

    /** May block (a password check takes tens of milliseconds); runs on a virtual thread. */
    Authentication authenticate(Request request);

    /**
     * The same from the event loop, if it can be said without blocking, for example for a token that was verified a
     * moment ago; null if not, then {@link #authenticate} is asked.
     */
    default @Nullable Authentication atOnce(Request request) {
        return null;
    }

    /**
     * Decides as this one does, then shows each decision in another way or takes note of it.
     *
     * @param next must not block
     */
    default Authenticator then(BiFunction<Request, Authentication, Authentication> next) {
        var first = this;
        return new Authenticator() {
            @Override
            public Authentication authenticate(Request request) {
                return next.apply(request, first.authenticate(request));
            }

            @Override
            public @Nullable Authentication atOnce(Request request) {
                var found = first.atOnce(request);
                return found == null ? null : next.apply(request, found);
            }
        };
    }
}
