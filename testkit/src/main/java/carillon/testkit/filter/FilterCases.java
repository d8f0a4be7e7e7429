package carillon.testkit.filter;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** What {@code cases.json} holds: statements of the drp-websocket checklist, items 32 to 70, that every matcher has to pass. */
public record FilterCases(
        List<OnEvent> filters,
        List<OnObject> objects,
        List<Rejected> rejectedFilters,
        List<OnEvents> specs,
        List<Rejected> rejectedSpecs,
        List<Pair> equal,
        List<Pair> different) {

    /** A filter and its result on one event. */
    public record OnEvent(
            int item, String filter, String eventName, Event event, boolean changedRequiresBoth, boolean matches) {
        @Override
        public String toString() {
            return "drp " + item + ": " + filter + " on " + eventName + " is " + matches;
        }
    }

    /** A filter and its result on something that is no event. */
    public record OnObject(int item, String filter, JsonNode object, boolean matches) {
        @Override
        public String toString() {
            return "drp " + item + ": " + filter + " on a plain object is " + matches;
        }
    }

    /** A text that is refused; a position of -1 is not stated. */
    public record Rejected(int item, String text, int position) {
        @Override
        public String toString() {
            return "drp " + item + ": refused: " + text;
        }
    }

    /** A spec, events that it passes and events that it does not. */
    public record OnEvents(int item, String spec, List<Event> matches, List<Event> rejects) {
        @Override
        public String toString() {
            return "drp " + item + ": " + spec;
        }
    }

    public record Pair(String first, String second) {}

    public static FilterCases load() {
        try (InputStream in = FilterCases.class.getResourceAsStream("cases.json")) {
            if (in == null) {
                throw new IllegalStateException("cases.json is not beside " + FilterCases.class);
            }
            return of(Json.parse(in.readAllBytes()).tree());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static FilterCases of(JsonNode root) {
        var events = root.get("events");
        return new FilterCases(
                list(root, "filters", node -> onEvent(node, events)),
                list(root, "objects", FilterCases::onObject),
                list(root, "rejectedFilters", node -> rejected(node, "filter")),
                list(root, "specs", FilterCases::onEvents),
                list(root, "rejectedSpecs", node -> rejected(node, "spec")),
                list(root, "equal", FilterCases::pair),
                list(root, "different", FilterCases::pair));
    }

    private static OnEvent onEvent(JsonNode node, JsonNode events) {
        var name = node.get("event").stringValue();
        return new OnEvent(
                node.get("item").intValue(),
                node.get("filter").stringValue(),
                name,
                event(events.get(name)),
                node.path("changedRequiresBoth").booleanValue(true),
                node.get("matches").booleanValue());
    }

    private static OnObject onObject(JsonNode node) {
        return new OnObject(
                node.get("item").intValue(),
                node.get("filter").stringValue(),
                node.get("object"),
                node.get("matches").booleanValue());
    }

    private static Rejected rejected(JsonNode node, String member) {
        return new Rejected(
                node.get("item").intValue(),
                node.get(member).stringValue(),
                node.path("position").intValue(-1));
    }

    private static OnEvents onEvents(JsonNode node) {
        return new OnEvents(
                node.get("item").intValue(),
                node.get("spec").stringValue(),
                list(node, "matches", FilterCases::event),
                list(node, "rejects", FilterCases::event));
    }

    private static Pair pair(JsonNode node) {
        return new Pair(node.get(0).stringValue(), node.get(1).stringValue());
    }

    /** An event written as on the wire; members that are left out are empty or null. */
    public static Event event(JsonNode wire) {
        return Event.about(text(wire, "Type"), text(wire, "Action"), text(wire, "Key"))
                .principal(text(wire, "Principal"))
                .time(Instant.parse(wire.path("Time").stringValue("2026-01-02T03:04:05.6Z")))
                .object(state(wire, "Object"))
                .original(state(wire, "Original"))
                .build();
    }

    /** As it comes from a publisher: nobody has made a tree of it yet. */
    private static Json state(JsonNode wire, String member) {
        var state = wire.get(member);
        return state == null ? Json.NULL : Json.trusted(Json.of(state).utf8());
    }

    private static String text(JsonNode wire, String member) {
        return wire.path(member).stringValue("");
    }

    private static <T> List<T> list(JsonNode root, String member, Function<JsonNode, T> read) {
        var list = new ArrayList<T>();
        root.get(member).values().forEach(node -> list.add(read.apply(node)));
        return List.copyOf(list);
    }
}
