package carillon.server.explain;

import carillon.core.access.Authorizer.Visibility;
import carillon.core.access.Ground;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Explanation;
import carillon.sdk.filter.FieldMatch;
import carillon.sdk.filter.SearchBudget;
import carillon.sdk.filter.Selector;
import carillon.sdk.filter.Spec;
import carillon.server.http.OpenStream;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Follows one event through the steps that lead to a subscriber, in order, and says at each what decided. One use. */
final class Explainer {

    private static final int MOST_NAMED = 20;

    private final StoredEvent stored;
    private final ObjectNode answer = Json.mapper().createObjectNode();
    private final ArrayNode steps = Json.mapper().createArrayNode();
    /** Why it went no further; null as long as nothing failed. */
    private @Nullable String failure;

    Explainer(StoredEvent stored) {
        this.stored = stored;
    }

    /**
     * Explains for a user, a subscription, or both. Throws {@link carillon.sdk.filter.FilterTooExpensiveException} if the filter's regular
     * expressions would search too long.
     *
     * @param user whose visibility is asked about
     * @param visibility what that user may see; null if nothing is known of the user
     * @param spec the subscription; null if none was given
     * @param open the user's streams that are open now
     */
    ObjectNode explain(String user, @Nullable Visibility visibility, @Nullable Spec spec, List<OpenStream> open) {
        answer.set("event", event(stored));
        var asked = answer.putObject("asked");
        asked.put("user", user);
        asked.put("spec", spec == null ? null : spec.text());
        step("stored", "pass", "In the journal as number " + stored.sequence() + ".");
        if (spec != null) {
            selector(spec);
            filter(spec);
        }
        visibility(user, visibility);
        outbox(user, open);
        var why = failure;
        if (why == null) {
            answer.putNull("delivered");
            answer.put(
                    "verdict",
                    "Nothing prevents delivery: every connected subscriber got it, unless an outbox was full.");
        } else {
            answer.put("delivered", false);
            answer.put("verdict", "Not delivered: " + why);
        }
        answer.set("steps", steps);
        return answer;
    }

    private static ObjectNode event(StoredEvent stored) {
        var event = stored.event();
        var subject = event.subject();
        var node = Json.mapper().createObjectNode();
        node.put("id", event.id()).put("sequence", stored.sequence());
        node.put("time", event.time().toString());
        node.put("type", subject.type()).put("action", subject.action()).put("key", subject.key());
        node.put("severity", event.severity().wire());
        node.put("owner", event.owner());
        node.put("description", event.description());
        return node;
    }

    private ObjectNode step(String name, String outcome, String text) {
        return steps.addObject().put("step", name).put("outcome", outcome).put("text", text);
    }

    /** A step that decides; once one has failed, the following are not reached. */
    private ObjectNode decide(String name, boolean passes, String ifSo, String ifNot) {
        if (failure != null) {
            return step(name, "skipped", "An earlier step had decided.");
        }
        if (!passes) {
            failure = ifNot;
        }
        return step(name, passes ? "pass" : "fail", passes ? ifSo : ifNot);
    }

    private void selector(Spec spec) {
        var view = EventView.of(stored.event());
        // Shown is the alternative that matches, else the first: there is more than one for pseudo types alone.
        var chosen =
                spec.alternatives().stream().filter(each -> each.matches(view)).findFirst();
        var shown = chosen.orElse(spec.alternatives().getFirst());
        var step = decide(
                "selector",
                chosen.isPresent(),
                "Type, action and key match.",
                "type, action and key do not all match.");
        var fields = step.putArray("fields");
        field(fields, "type", shown.type(), view.type());
        field(fields, "action", shown.action(), view.action());
        key(fields, shown, view);
    }

    private static void key(ArrayNode fields, Selector selector, EventView view) {
        var value = selector.source().of(view);
        field(fields, "key", selector.key(), value == null ? "" : value);
    }

    private static void field(ArrayNode fields, String name, FieldMatch wanted, String actual) {
        fields.addObject()
                .put("name", name)
                .put("wanted", wanted(wanted))
                .put("actual", actual)
                .put("pass", wanted.accepts(actual));
    }

    private static String wanted(FieldMatch match) {
        return switch (match) {
            case FieldMatch.Any any -> "*";
            case FieldMatch.OneOf some -> some.values().stream().sorted().collect(Collectors.joining(","));
        };
    }

    private void filter(Spec spec) {
        var filter = spec.filter();
        if (filter == null) {
            decide("filter", true, "There is no filter.", "");
            return;
        }
        var terms = filter.explain(EventView.of(stored.event(), SearchBudget.ofRequest(SearchBudget.OF_A_REQUEST)));
        boolean holds = terms.isEmpty() || terms.getFirst().result();
        var step = decide("filter", holds, "The filter holds.", "`" + guilty(terms) + "` does not hold.");
        var rows = step.putArray("terms");
        for (var term : terms) {
            rows.addObject()
                    .put("start", term.start())
                    .put("end", term.end())
                    .put("depth", term.depth())
                    .put("term", term.term())
                    .put("result", term.result())
                    .put("saw", term.saw());
        }
    }

    /** The innermost term that fails on the way down: the first that a person would change. */
    private static String guilty(List<Explanation> terms) {
        var guilty = terms.isEmpty() ? "" : terms.getFirst().term();
        int depth = 0;
        for (var term : terms) {
            if (!term.result() && term.depth() == depth + 1) {
                guilty = term.term();
                depth = term.depth();
            }
        }
        return guilty;
    }

    private void visibility(String user, @Nullable Visibility visibility) {
        var event = stored.event();
        if (visibility == null) {
            decide("visibility", false, "", "there is no user `" + user + "`.");
            return;
        }
        var ground = visibility.ground(event);
        var why = because(ground, visibility, event, "`" + user + "`");
        decide("visibility", ground.shows(), why, why);
    }

    private static String because(Ground ground, Visibility visibility, Event event, String user) {
        return switch (ground) {
            case SUPERUSER ->
                (event.owner() == null ? "It is addressed to everyone, and " : "It has an owner, and ") + user
                        + " is a superuser, who sees everything.";
            case ADDRESSED -> "It is addressed to " + user + ".";
            case ADDRESSED_TO_ANOTHER -> "it is addressed to another user, and " + user + " is no superuser.";
            case OUTSIDE_TENANT -> "a tenant of " + user + " keeps `" + event.subject() + "` away.";
            case CLAIM -> "It is addressed to everyone, and " + granting(visibility, event, user) + " lets it through.";
            case OPEN_TYPE ->
                "It is addressed to everyone, and `" + event.subject().type()
                        + "` is a type without stored objects: its events are visible to every user who is logged in.";
            case NO_CLAIM -> "no claim of " + user + " covers `" + event.subject() + "`.";
        };
    }

    private static String granting(Visibility visibility, Event event, String user) {
        return visibility
                .granting(event)
                .map(by -> "the claim `" + by.claim().scope() + "/" + by.claim().action() + "/"
                        + by.claim().specific() + "` of the role `" + by.role() + "`")
                .orElse("a claim of " + user);
    }

    /** What went to which connection is not kept, but a stream that dropped nothing did not drop this. */
    private void outbox(String user, List<OpenStream> open) {
        var then = open.stream()
                .filter(stream -> !stream.since().isAfter(stored.event().time()))
                .toList();
        long dropped = then.stream().mapToLong(OpenStream::dropped).sum();
        if (failure != null) {
            step("outbox", "skipped", "An earlier step had decided.");
        } else if (then.isEmpty()) {
            step("outbox", "unknown", "No stream of `" + user + "` that was open then is open now.");
        } else if (dropped == 0) {
            step("outbox", "pass", "Open since before it, without a drop: " + named(then) + ".");
        } else {
            step(
                    "outbox",
                    "unknown",
                    "It may be among the " + dropped + " events dropped since they were opened: " + named(then) + ".");
        }
    }

    private static String named(List<OpenStream> streams) {
        var some = streams.stream()
                .limit(MOST_NAMED)
                .map(stream -> "`" + stream.dialect() + "` at `" + stream.peer() + "`")
                .collect(Collectors.joining(", "));
        return streams.size() <= MOST_NAMED ? some : some + " and " + (streams.size() - MOST_NAMED) + " more";
    }
}
