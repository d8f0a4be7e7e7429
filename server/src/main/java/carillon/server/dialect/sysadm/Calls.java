package carillon.server.dialect.sysadm;

import carillon.sdk.event.Json;
import carillon.server.dialect.sysadm.Envelope.Message.Call;
import carillon.server.source.jobs.Dispatcher;
import java.util.Locale;

/** The calls of a logged-in client that are no subscriptions (sections 8 and 11). Blocks: virtual threads only. */
final class Calls {

    /** The names of {@code rpc} beside the logins. */
    enum Rpc {
        IDENTIFY,
        QUERY,
        SETTINGS,
        DISPATCHER
    }

    private final SysAdmConfig config;
    private final KeySettings settings;
    private final Dispatcher dispatcher;

    Calls(SysAdmConfig config, KeySettings settings, Dispatcher dispatcher) {
        this.config = config;
        this.settings = settings;
        this.dispatcher = dispatcher;
    }

    /** Answered before any login. */
    Outcome identify() {
        var args = Json.mapper().createObjectNode();
        args.put("hostname", config.hostname());
        args.put("type", "server");
        return new Outcome.Result(args);
    }

    Outcome rpc(Login login, Call call) {
        return Word.find(Rpc.values(), call.name().toLowerCase(Locale.ROOT))
                .map(name -> rpc(login, name, call))
                .orElseGet(() -> new Outcome.Failure(Status.NOT_FOUND));
    }

    private Outcome rpc(Login login, Rpc name, Call call) {
        return switch (name) {
            // In lower case alone, and before any login.
            case IDENTIFY -> new Outcome.Failure(Status.NOT_FOUND);
            case QUERY -> query(login);
            case SETTINGS -> settings.call(login, call.args());
            case DISPATCHER -> dispatcher(login, call);
        };
    }

    private static Outcome query(Login login) {
        var args = Json.mapper().createObjectNode();
        args.put("rpc/settings", "read/write");
        args.put("rpc/dispatcher", login.full() ? "read/write" : "read");
        return new Outcome.Result(args);
    }

    private Outcome dispatcher(Login login, Call call) {
        return switch (dispatcher.call(new Dispatcher.Caller(login.who().name(), login.full()), call.args())) {
            case Dispatcher.Answer.Done done -> new Outcome.Result(done.args(), done.afterwards());
            case Dispatcher.Answer.Malformed _ -> new Outcome.Failure(Status.BAD_REQUEST);
            case Dispatcher.Answer.Forbidden _ -> new Outcome.Failure(Status.FORBIDDEN);
        };
    }
}
