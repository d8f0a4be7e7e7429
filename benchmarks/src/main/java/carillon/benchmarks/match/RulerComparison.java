package carillon.benchmarks.match;

import carillon.core.subscription.MatchIndex;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.filter.EventView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.Machine;

/**
 * Carillon's match index beside AWS event-ruler: the same events, as JSON text, and rules that mean the same. An event's text is
 * parsed within the time, by each with its own parser. Prints one line of figures for each shape.
 *
 * <p>{@code RulerComparison subscriptions shape}; shapes: exact, one-of, two-fields, number, prefix, suffix, wildcard, regex, changed. {@code regex} and
 * {@code changed} have no counterpart in event-ruler.
 */
public final class RulerComparison {

    private static final int EVENTS = 1_024;
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(2);

    /** Both are measured in short turns, because the machine is not the same from one second to the next. */
    private static final int TURNS = 21;

    private static final long TURN = TimeUnit.MILLISECONDS.toNanos(100);

    /** One shape: how a subscription of either side is written; a rule of null has no counterpart. */
    private record Shape(IntFunction<String> spec, IntFunction<@Nullable String> rule) {}

    private RulerComparison() {}

    public static void main(String[] args) throws Exception {
        int subscriptions = Integer.parseInt(args[0]);
        var shape = shape(args[1]);
        var texts = texts(subscriptions);
        var matchers = new ArrayList<ToIntFunction<String>>();
        matchers.add(carillon(shape, subscriptions));
        if (shape.rule().apply(0) != null) {
            matchers.add(ruler(shape, subscriptions));
        }
        var nanos = measure(matchers, texts);
        System.out.printf(
                Locale.ROOT,
                "{\"shape\":\"%s\",\"subscriptions\":%d,\"carillonNanos\":%.0f%s}%n",
                args[1],
                subscriptions,
                nanos[0],
                nanos.length == 1 ? "" : String.format(Locale.ROOT, ",\"rulerNanos\":%.0f", nanos[1]));
    }

    private static Shape shape(String name) {
        return switch (name) {
            case "exact" ->
                new Shape(
                        i -> "machines.update.*.Params.owner=Eq(\"" + BenchEvents.owner(i) + "\")",
                        i -> "{\"Params\":{\"owner\":[\"" + BenchEvents.owner(i) + "\"]}}");
            case "one-of" ->
                new Shape(
                        i -> "machines.update.*.Params.owner=In(\"a-" + i + "\",\"b-" + i + "\",\""
                                + BenchEvents.owner(i) + "\")",
                        i -> "{\"Params\":{\"owner\":[\"a-" + i + "\",\"b-" + i + "\",\"" + BenchEvents.owner(i)
                                + "\"]}}");
            case "two-fields" ->
                new Shape(
                        i -> "machines.update.*.And(Stage=Eq(\"burn-in\"),Name=Eq(\"rack-" + i + "\"))",
                        i -> "{\"Stage\":[\"burn-in\"],\"Name\":[\"rack-" + i + "\"]}");
            case "number" ->
                new Shape(
                        i -> "machines.update.*.Slot=Eq(" + i + ")",
                        i -> "{\"Slot\":[{\"numeric\":[\"=\"," + i + "]}]}");
            case "prefix" ->
                new Shape(
                        i -> "machines.update.*.Params.owner=Re(\"^" + BenchEvents.owner(i) + "\")",
                        i -> "{\"Params\":{\"owner\":[{\"prefix\":\"" + BenchEvents.owner(i) + "\"}]}}");
            case "suffix" ->
                new Shape(
                        i -> "machines.update.*.Params.owner=Re(\""
                                + BenchEvents.owner(i).substring(3) + "$\")",
                        i -> "{\"Params\":{\"owner\":[{\"suffix\":\""
                                + BenchEvents.owner(i).substring(3) + "\"}]}}");
            case "wildcard" ->
                new Shape(
                        i -> "machines.update.*.Params.owner=Re(\"^te.*"
                                + BenchEvents.owner(i).substring(4) + "$\")",
                        i -> "{\"Params\":{\"owner\":[{\"wildcard\":\"te*"
                                + BenchEvents.owner(i).substring(4) + "\"}]}}");
            case "regex" ->
                new Shape(
                        i -> "machines.update.*.And(Name=Eq(\"rack-" + i + "\"),Params.owner=Re(\"^team-[0-9]+$\"))",
                        i -> null);
            case "changed" ->
                new Shape(
                        i -> "machines.update.*.And(Name=Eq(\"rack-" + i + "\"),Runnable=Changed(false,true))",
                        i -> null);
            default -> throw new IllegalArgumentException("no such shape: " + name);
        };
    }

    /** The objects of machines, spread over all subscriptions, so that each event has one that wants it. */
    private static String[] texts(int subscriptions) {
        int step = Math.max(1, subscriptions / EVENTS);
        var texts = new String[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            texts[i] = BenchEvents.machine((int) ((long) i * step % subscriptions))
                    .object()
                    .toString();
        }
        return texts;
    }

    private static ToIntFunction<String> carillon(Shape shape, int subscriptions) {
        var index = new MatchIndex<Integer>();
        for (int i = 0; i < subscriptions; i++) {
            index.add(BenchEvents.spec(shape.spec().apply(i)), 1);
        }
        var original = Json.parse("{\"Runnable\":false}");
        var state = new Object() {
            long sequence;
            int found;
        };
        return text -> {
            state.found = 0;
            var event = Event.about("machines", "update", "m")
                    .id("-")
                    .object(checked(text))
                    .original(original)
                    .build();
            index.match(++state.sequence, EventView.of(event), one -> state.found += one);
            return state.found;
        };
    }

    /** As {@code POST /v1/events} takes it in: every byte is looked at, and no tree is made. */
    private static Json checked(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        try (var parser = Json.parser(utf8)) {
            parser.nextToken();
            return Json.cut(parser, utf8);
        }
    }

    private static ToIntFunction<String> ruler(Shape shape, int subscriptions) throws Exception {
        var machine = Machine.builder().build();
        for (int i = 0; i < subscriptions; i++) {
            machine.addRule("r" + i, shape.rule().apply(i));
        }
        return text -> {
            try {
                return machine.rulesForJSONEvent(text).size();
            } catch (Exception unreadable) {
                throw new IllegalStateException(unreadable);
            }
        };
    }

    /** Nanoseconds an event for each of them, the median of its turns. */
    private static double[] measure(List<ToIntFunction<String>> matchers, String[] texts) {
        matchers.forEach(matcher -> run(matcher, texts, WARM_UP));
        var turns = new double[matchers.size()][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < turns.length; i++) {
                turns[i][turn] = run(matchers.get(i), texts, TURN);
            }
        }
        return Stream.of(turns).mapToDouble(RulerComparison::median).toArray();
    }

    private static double median(double[] figures) {
        Arrays.sort(figures);
        return figures[figures.length / 2];
    }

    private static double run(ToIntFunction<String> matcher, String[] texts, long nanos) {
        long started = System.nanoTime();
        long now = started;
        long events = 0;
        long found = 0;
        while (now - started < nanos) {
            for (int i = 0; i < 16; i++) {
                found += matcher.applyAsInt(texts[(int) (events++ & (EVENTS - 1))]);
            }
            now = System.nanoTime();
        }
        // Every event has its one subscription.
        if (found != events) {
            throw new IllegalStateException(found + " matches of " + events + " events");
        }
        return (now - started) / (double) events;
    }
}
