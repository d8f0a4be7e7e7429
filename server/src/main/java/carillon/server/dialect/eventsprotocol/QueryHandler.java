package carillon.server.dialect.eventsprotocol;

import carillon.core.access.Owners;
import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.core.history.HistoryQuery;
import carillon.core.history.Viewer;
import carillon.core.hub.Hub;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import carillon.sdk.protocol.Dialect;
import carillon.sdk.protocol.Envelope;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.util.RawValue;

/** {@code event:query} version 1. */
final class QueryHandler extends HubHandler {

    private static final Duration READ_YOUR_WRITES = Duration.ofSeconds(5);

    private final Hub hub;
    private final LiveEnvelope live;

    QueryHandler(Dialect dialect, Hub hub, LiveEnvelope live) {
        super(dialect);
        this.hub = hub;
        this.live = live;
    }

    /** Shape of the request; everything may be left out. */
    record QueryInput(
            @Nullable List<String> types,
            @Nullable List<String> actions,
            @Nullable List<String> keys,
            @Nullable List<Severity> severities,
            @Nullable String owner,
            @Nullable List<String> sources,
            @Nullable List<String> operations,
            @Nullable Boolean read,
            @Nullable String text,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String order,
            @Nullable Boolean descending,
            @Nullable Long offset,
            @Nullable Integer limit) {}

    /** One event of the answer. */
    record QueryItem(Object event, boolean read) {}

    /**
     * Shape of the response.
     *
     * @param next the offset of what follows; absent at the end. A page is bounded in bytes, too, and may have fewer items
     *     than the limit
     */
    record QueryOutput(
            long total,
            List<QueryItem> items,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long next) {}

    @Override
    Object answer(Caller caller, Envelope event) throws InterruptedException {
        var principal = caller.principal(event);
        var query = query(hub.viewer(principal, principal.user()), tree(event), hub.owners());
        caller.allowance().ask(query.limit());
        // Whoever published can then read.
        hub.awaitHistory(READ_YOUR_WRITES);
        long asked = System.nanoTime();
        var page = hub.history().query(query);
        caller.allowance().searched(System.nanoTime() - asked);
        var items = new ArrayList<QueryItem>();
        for (var item : page.items()) {
            var text = live.text(item.stored());
            caller.allowance().keep(text.length());
            items.add(new QueryItem(new RawValue(text), item.read()));
        }
        return new QueryOutput(page.total(), items, page.more() ? query.offset() + items.size() : null);
    }

    private static HistoryQuery query(Viewer viewer, JsonNode payload, Owners owners) {
        if (!payload.isObject() && !payload.isNull()) {
            throw new RefusedException(ErrorCode.MALFORMED_REQUEST, "the payload is an object");
        }
        return new HistoryQuery(
                viewer,
                texts(payload, "types"),
                texts(payload, "actions"),
                texts(payload, "keys"),
                severities(payload),
                owner(payload, owners),
                texts(payload, "sources"),
                texts(payload, "operations"),
                flag(payload, "read"),
                text(payload, "text"),
                time(payload, "since"),
                time(payload, "until"),
                order(payload),
                !Boolean.FALSE.equals(flag(payload, "descending")),
                number(payload, "offset", 0, Integer.MAX_VALUE, 0),
                (int) number(payload, "limit", 1, 1_000, 25),
                HistoryQuery.PAGE_BYTES);
    }

    private static Set<String> owner(JsonNode payload, Owners owners) {
        var owner = text(payload, "owner");
        return owner == null ? Set.of() : Set.of(owners.name(owner));
    }

    private static Optional<JsonNode> member(JsonNode payload, String name) {
        var node = payload.get(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    private static @Nullable String text(JsonNode payload, String name) {
        return member(payload, name).map(node -> textOf(name, node)).orElse(null);
    }

    private static String textOf(String name, JsonNode node) {
        if (!node.isString()) {
            throw invalid(name + " is not a text");
        }
        return node.asString();
    }

    private static Set<String> texts(JsonNode payload, String name) {
        var texts = new LinkedHashSet<String>();
        member(payload, name).ifPresent(node -> {
            if (!node.isArray()) {
                throw invalid(name + " is not an array of texts");
            }
            node.forEach(one -> texts.add(textOf(name, one)));
        });
        return texts;
    }

    private static Set<Severity> severities(JsonNode payload) {
        var severities = new LinkedHashSet<Severity>();
        for (var text : texts(payload, "severities")) {
            severities.add(Severity.ofWire(text).orElseThrow(() -> invalid(text + " is none of the eight severities")));
        }
        return severities;
    }

    private static @Nullable Boolean flag(JsonNode payload, String name) {
        return member(payload, name)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw invalid(name + " is not true or false");
                    }
                    return node.asBoolean();
                })
                .orElse(null);
    }

    private static @Nullable Instant time(JsonNode payload, String name) {
        var text = text(payload, name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw invalid(name + " is not an RFC 3339 time");
        }
    }

    private static HistoryQuery.Order order(JsonNode payload) {
        var text = text(payload, "order");
        try {
            return text == null
                    ? HistoryQuery.Order.SEQUENCE
                    : HistoryQuery.Order.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw invalid("order is sequence, time, severity, type, action, description, updated or status");
        }
    }

    private static long number(JsonNode payload, String name, long least, long most, long fallback) {
        return member(payload, name)
                .map(node -> {
                    if (!node.isIntegralNumber() || node.asLong(-1) < least || node.asLong(-1) > most) {
                        throw invalid(name + " is a whole number from " + least + " to " + most);
                    }
                    return node.asLong();
                })
                .orElse(fallback);
    }

    private static RefusedException invalid(String what) {
        return new RefusedException(ErrorCode.MALFORMED_REQUEST, what);
    }

    @Override
    public String doc() {
        return "Asks the history: the newest events first, or as asked. Every member narrows the answer; events that the "
                + "caller may not see are left out.";
    }

    @Override
    public Object inputExample() {
        return Json.parse("{\"types\":[\"machines\"],\"severities\":[\"error\",\"warning\"],\"limit\":10}");
    }

    @Override
    public Object outputExample() {
        return Json.parse(
                "{\"total\":1,\"items\":[{\"read\":false,\"event\":{\"name\":\"machines:update\",\"version\":1,"
                        + "\"id\":\"e-1\",\"payload\":{\"free\":0.04},\"metadata\":{\"sequence\":17,\"key\":\"m-17\","
                        + "\"severity\":\"warning\"}}}]}");
    }

    @Override
    public Class<?> input() {
        return QueryInput.class;
    }

    @Override
    public Class<?> output() {
        return QueryOutput.class;
    }
}
