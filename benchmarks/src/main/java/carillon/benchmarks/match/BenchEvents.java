package carillon.benchmarks.match;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.FilterParse;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;

/** Events of about 440 bytes as a machine would cause them. */
final class BenchEvents {

    private BenchEvents() {}

    static Event machine(int number) {
        var state = """
                {"Name":"rack-%d","Runnable":%s,"Stage":"burn-in","CurrentTask":%d,"Slot":%d,"Tasks":["disk","memory","network"],\
                "Params":{"net/vlan":40,"site":"north","owner":"%s"},"Workflow":"discover","Description":"%s"}""";
        return Event.about("machines", "update", "m" + number)
                .object(Json.parse(state.formatted(number, true, 4, number, owner(number), "cold aisle, third floor")))
                .original(
                        Json.parse(state.formatted(number, false, 3, number, owner(number), "cold aisle, third floor")))
                .build();
    }

    /** Of one length, so that none is the start or the end of another. */
    static String owner(int number) {
        return String.format("team-%07d", number);
    }

    static Filter filter(String text) {
        return switch (Filter.parse(text)) {
            case FilterParse.Parsed(var filter) -> filter;
            case FilterParse.Rejected rejected -> throw new IllegalArgumentException(text + ": " + rejected.detail());
        };
    }

    static Spec spec(String text) {
        return switch (Spec.parse(text)) {
            case SpecParse.Parsed(var spec) -> spec;
            case SpecParse.Rejected rejected -> throw new IllegalArgumentException(text + ": " + rejected.detail());
        };
    }
}
