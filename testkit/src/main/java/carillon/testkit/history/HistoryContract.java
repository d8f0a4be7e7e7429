package carillon.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Authorizer.Visibility;
import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.Principal;
import carillon.core.access.Rights;
import carillon.core.access.Role;
import carillon.core.history.History;
import carillon.core.history.HistoryCounts;
import carillon.core.history.HistoryItem;
import carillon.core.history.HistoryQuery;
import carillon.core.history.HistoryQuery.Order;
import carillon.core.history.Viewer;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.LogRecord;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link History} does. */
public abstract class HistoryContract {

    private static final List<Severity> SEVERITIES = List.of(Severity.values());
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private History history;
    private long sequence;

    /** A new, empty one. */
    protected abstract History create();

    @BeforeEach
    void open() {
        history = create();
        sequence = 0;
    }

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void startsEmpty() {
        assertEmpty();
    }

    private void assertEmpty() {
        assertThat(history.applied()).isZero();
        assertThat(history.epoch()).isEmpty();
        assertThat(history.query(HistoryQuery.of(Viewer.unrestricted("ada", true)))
                        .total())
                .isZero();
        assertThat(history.counts(Viewer.unrestricted("ada", true))).isEqualTo(new HistoryCounts(Map.of(), Map.of()));
        assertThat(history.types(Viewer.unrestricted("ada", true)))
                .isEqualTo(new History.EventTypes(List.of(), List.of()));
        assertThat(history.find("a", Viewer.unrestricted("ada", true))).isEmpty();
    }

    @Test
    void givesBackWhatWasPublished() {
        var event = event("a", "ada", Severity.ERROR)
                .edit()
                .description("Größe „x“ 100% _done_")
                .metadata(Json.parse("{\"n\":1.10,\"s\":[null]}"))
                .object(Json.parse("{\"b\":2}"))
                .build();
        apply(new Entry.Published(event));
        assertThat(history.find("a", Viewer.unrestricted("ada", false))).hasValueSatisfying(item -> {
            assertThat(item.stored().event()).isEqualTo(event);
            assertThat(item.stored().sequence()).isEqualTo(1);
            assertThat(item.read()).isFalse();
            assertThat(item.updated()).isEqualTo(event.time());
        });
        assertThat(list(HistoryQuery.of(Viewer.unrestricted("ada", false)))).containsExactly("a");
    }

    @Test
    void aPageIsBoundedInBytesAndSaysThatThereIsMore() {
        for (int i = 0; i < 30; i++) {
            publishLarge("e" + i, 100_000);
        }
        publishLarge("huge", 900_000);
        var all = HistoryQuery.of(Viewer.unrestricted("ada", false));
        var seen = new ArrayList<String>();
        var page = history.query(all.page(0, 1_000, 450_000));
        assertThat(ids(page.items()))
                .as("the first event is shown whatever it holds")
                .containsExactly("huge");
        while (true) {
            seen.addAll(ids(page.items()));
            assertThat(page.total()).isEqualTo(31);
            assertThat(page.items().size()).isBetween(1, 4);
            if (!page.more()) {
                break;
            }
            page = history.query(all.page(seen.size(), 1_000, 450_000));
        }
        assertThat(seen).hasSize(31).doesNotHaveDuplicates().last().isEqualTo("e0");
        assertThat(history.query(all.page(31, 10)).more()).isFalse();
        assertThat(history.query(all.page(0, 31, 1 << 30)).more()).isFalse();
        assertThat(history.query(all.page(0, 30, 1 << 30)).more()).isTrue();
    }

    @Test
    void whatIsFoundByIdIsBoundedInBytesAndWhatMayBeChangedIsNot() {
        var ids = new HashSet<String>();
        for (int i = 0; i < 30; i++) {
            publishLarge("e" + i, 100_000);
            ids.add("e" + i);
        }
        publish("his", "bob", Severity.ERROR);
        ids.add("his");
        var viewer = Viewer.unrestricted("ada", false);
        assertThat(history.find(ids, viewer, 450_000)).hasSize(4);
        ids.remove("his");
        assertThat(history.visible(ids, viewer)).isEqualTo(ids);
        assertThat(history.visible(Set.of("his", "none"), viewer)).isEmpty();
    }

    private void publishLarge(String id, int bytes) {
        apply(new Entry.Published(event(id, "ada", Severity.DEBUG)
                .edit()
                .object(Json.parse("\"" + "x".repeat(bytes) + "\""))
                .build()));
    }

    @Test
    void anEventWithAnOwnerIsTheOwnersAlone() {
        publish("hers", "ada", Severity.ERROR);
        publish("his", "bob", Severity.ERROR);
        publish("all", null, Severity.DEBUG);
        assertThat(list(HistoryQuery.of(Viewer.unrestricted("ada", false)))).containsExactly("all", "hers");
        assertThat(list(HistoryQuery.of(Viewer.unrestricted("bob", false)))).containsExactly("all", "his");
        assertThat(list(HistoryQuery.of(Viewer.unrestricted("eve", false)))).containsExactly("all");
        assertThat(list(HistoryQuery.of(Viewer.unrestricted("eve", true)))).containsExactly("all", "his", "hers");
        assertThat(history.find("his", Viewer.unrestricted("ada", false))).isEmpty();
        assertThat(history.find("his", Viewer.unrestricted("ada", true))).isPresent();
        assertThat(history.find(Set.of("his", "hers", "all", "none"), Viewer.unrestricted("ada", false))
                        .keySet())
                .containsExactlyInAnyOrder("hers", "all");
        assertThat(history.counts(Viewer.unrestricted("ada", false)).total()).isEqualTo(2);
        assertThat(history.counts(Viewer.unrestricted("eve", true)).total()).isEqualTo(3);
    }

    @Test
    void readStateOfAnEventWithoutOwnerIsEachUsersOwn() {
        publish("all", null, Severity.ERROR);
        status("ada", true, "all");
        assertThat(read("ada", true)).containsExactly("all");
        assertThat(read("ada", false)).isEmpty();
        assertThat(read("bob", false)).containsExactly("all");
        assertThat(history.counts(Viewer.unrestricted("ada", false)))
                .isEqualTo(new HistoryCounts(Map.of(), Map.of(Severity.ERROR, 1L)));
        assertThat(history.counts(Viewer.unrestricted("bob", false)))
                .isEqualTo(new HistoryCounts(Map.of(Severity.ERROR, 1L), Map.of()));
    }

    @Test
    void readStateOfAnEventWithOwnerIsTheOwnersWhoeverMarksIt() {
        publish("hers", "ada", Severity.ERROR);
        status("root", true, "hers");
        assertThat(read("ada", true)).containsExactly("hers");
        assertThat(history.counts(Viewer.unrestricted("root", true)).read()).isEqualTo(1);
        status("ada", false, "hers");
        assertThat(read("ada", false)).containsExactly("hers");
        assertThat(history.counts(Viewer.unrestricted("root", true)).read()).isZero();
    }

    @Test
    void aStatusChangeSaysWhen() {
        publish("a", "ada", Severity.ERROR);
        status("ada", true, "a");
        var changed = history.find("a", Viewer.unrestricted("ada", false)).orElseThrow();
        assertThat(changed.updated()).isEqualTo(Instant.ofEpochMilli(millis(2)));
        status("ada", true, "a", "unknown");
        assertThat(history.find("a", Viewer.unrestricted("ada", false))).contains(changed);
    }

    @Test
    void dismissingAnEventWithoutOwnerHidesItFromOneUser() {
        publish("all", null, Severity.ERROR);
        status("ada", true, "all");
        delete("ada", false, "all");
        delete("ada", false, "all");
        status("ada", false, "all");
        assertThat(list(HistoryQuery.of(Viewer.unrestricted("ada", false)))).isEmpty();
        assertThat(history.find("all", Viewer.unrestricted("ada", false))).isEmpty();
        assertThat(history.find(Set.of("all"), Viewer.unrestricted("ada", false)))
                .isEmpty();
        assertThat(history.counts(Viewer.unrestricted("ada", false)).total()).isZero();
        assertThat(history.types(Viewer.unrestricted("ada", false)).types()).isEmpty();
        assertThat(list(HistoryQuery.of(Viewer.unrestricted("bob", false)))).containsExactly("all");
        assertThat(history.counts(Viewer.unrestricted("bob", false)).unread()).isEqualTo(1);
    }

    @Test
    void deletingRemovesAnEventWithOwnerForEverybody() {
        publish("hers", "ada", Severity.ERROR);
        status("ada", true, "hers");
        delete("ada", false, "hers");
        assertThat(list(HistoryQuery.of(Viewer.unrestricted("root", true)))).isEmpty();
        assertThat(history.counts(Viewer.unrestricted("root", true)).total()).isZero();
        assertThat(history.counts(Viewer.unrestricted("ada", false)).total()).isZero();
        assertThat(history.types(Viewer.unrestricted("root", true)))
                .isEqualTo(new History.EventTypes(List.of(), List.of()));
    }

    @Test
    void deletingEverywhereRemovesWhatNobodyOwns() {
        publish("all", null, Severity.ERROR);
        publish("stays", null, Severity.ERROR);
        status("ada", true, "all", "stays");
        delete("bob", false, "all");
        delete("root", true, "all");
        for (var user : List.of("ada", "bob", "eve")) {
            assertThat(list(HistoryQuery.of(Viewer.unrestricted(user, false)))).containsExactly("stays");
            assertThat(history.counts(Viewer.unrestricted(user, false)).total()).isEqualTo(1);
        }
        assertThat(history.counts(Viewer.unrestricted("ada", false)).read()).isEqualTo(1);
    }

    @Test
    void searchIsASubstringWithoutCase() {
        describe("a", "Could not reach CLUSTER staging");
        describe("b", "100% done");
        describe("c", "ÄRGER in a_b");
        assertThat(search("cluster")).containsExactly("a");
        assertThat(search("CH CLUS")).containsExactly("a");
        assertThat(search("%")).containsExactly("b");
        assertThat(search("_")).containsExactly("c");
        assertThat(search("ärger")).containsExactly("c");
        assertThat(search("'; drop table event; --")).isEmpty();
    }

    @Test
    void typesAreSortedAndWithoutRepeats() {
        apply(new Entry.Published(
                Event.about("pattern", "deploy", "1").owner("ada").build()));
        apply(new Entry.Published(
                Event.about("connection", "ping", "1").owner("ada").build()));
        apply(new Entry.Published(Event.about("connection", "deploy", "2").build()));
        apply(new Entry.Published(
                Event.about("secret", "hidden", "3").owner("bob").build()));
        assertThat(history.types(Viewer.unrestricted("ada", false)))
                .isEqualTo(new History.EventTypes(List.of("connection", "pattern"), List.of("deploy", "ping")));
    }

    @Test
    void recordsThatWereAppliedAreSkipped() {
        var first = record(new Entry.Published(event("a", "ada", Severity.ERROR)));
        history.apply("e", List.of(first));
        history.apply("e", List.of(first, record(new Entry.Published(event("b", "ada", Severity.ERROR)))));
        assertThat(history.counts(Viewer.unrestricted("ada", false)).total()).isEqualTo(2);
        assertThat(history.applied()).isEqualTo(2);
        assertThat(history.epoch()).isEqualTo("e");
    }

    @Test
    void whatIsAppliedTogetherMayConcernWhatCameJustBefore() {
        var records = new ArrayList<LogRecord>();
        for (int i = 0; i < 120; i++) {
            records.add(record(new Entry.Published(event("e" + i, "ada", Severity.ERROR))));
        }
        records.add(record(new Entry.StatusChanged("ada", List.of("e3", "e119"), true)));
        records.add(record(new Entry.Deleted("ada", List.of("e3", "e60"), false)));
        records.add(record(new Entry.Published(event("last", "ada", Severity.ERROR))));
        history.apply("e1", records);
        assertThat(read("ada", true)).containsExactly("e119");
        assertThat(history.counts(Viewer.unrestricted("ada", false)).total()).isEqualTo(119);
        assertThat(history.find("e60", Viewer.unrestricted("ada", false))).isEmpty();
        assertThat(history.find("last", Viewer.unrestricted("ada", false))).isPresent();
    }

    @Test
    void clearForgetsEverything() {
        publish("a", "ada", Severity.ERROR);
        history.clear();
        assertEmpty();
        sequence = 0;
        publish("b", "ada", Severity.ERROR);
        assertThat(list(HistoryQuery.of(Viewer.unrestricted("ada", false)))).containsExactly("b");
    }

    @Test
    void awaitReturnsWhenTheSequenceIsIn() throws InterruptedException {
        assertThat(history.await(1, Duration.ofMillis(20))).isFalse();
        var waiting = Thread.startVirtualThread(() -> publish("a", "ada", Severity.ERROR));
        assertThat(history.await(1, Duration.ofSeconds(10))).isTrue();
        waiting.join();
    }

    @Test
    void anObjectChangeIsAnEventWithoutTheObjectsSecrets() {
        var event = event("a", "ada", Severity.ERROR);
        apply(new Entry.ObjectChanged(event, "machines", "m1", Json.parse("{\"secret\":1}"), 0));
        assertThat(history.find("a", Viewer.unrestricted("ada", false))
                        .orElseThrow()
                        .stored()
                        .event())
                .isEqualTo(event);
    }

    @Test
    void whatClaimsHideIsInNoListTotalCountOrType() {
        apply(new Entry.Published(
                Event.about("machines", "create", "k1").id("shown").build()));
        apply(new Entry.Published(
                Event.about("machines", "create", "k2").id("hidden").build()));
        apply(new Entry.Published(Event.about("log", "warn", "x").id("log").build()));
        var keyed = new Role("r", List.of(new Claim("machines", "get", "k1")));
        var viewer = new Viewer("ada", false, rights(List.of(keyed), null));
        assertThat(list(HistoryQuery.of(viewer))).containsExactly("shown");
        assertThat(history.query(HistoryQuery.of(viewer)).total()).isEqualTo(1);
        assertThat(history.counts(viewer).total()).isEqualTo(1);
        assertThat(history.types(viewer)).isEqualTo(new History.EventTypes(List.of("machines"), List.of("create")));
        assertThat(history.find(Set.of("shown", "hidden", "log"), viewer)).containsOnlyKeys("shown");
        assertThat(history.find("hidden", viewer)).isEmpty();
        status("ada", true, "shown");
        assertThat(history.counts(viewer).read()).isEqualTo(1);
        delete("ada", false, "shown");
        assertThat(history.counts(viewer).total()).isZero();
        assertThat(history.types(viewer).types()).isEmpty();
    }

    @Test
    void claimsAreAskedAboutTypesThatComeLater() {
        var role = new Role("r", List.of(new Claim("machines", "get", "*")));
        var viewer = new Viewer("ada", false, rights(List.of(role), null));
        assertThat(history.counts(viewer).total()).isZero();
        for (var types : List.of(List.of("log", "machines"), List.of("machines", "log"))) {
            for (var type : types) {
                apply(new Entry.Published(Event.about(type, "get", "k").build()));
                assertThat(history.types(viewer).types()).isSubsetOf("machines");
            }
            assertThat(history.counts(viewer).total()).isEqualTo(1);
            history.clear();
            sequence = 0;
        }
    }

    @Test
    void expiredAreTheOldOnesOldestFirst() {
        for (int i = 0; i < 5; i++) {
            var event = event("e" + i, i % 2 == 0 ? "ada" : null, Severity.ERROR);
            apply(new Entry.Published(
                    event.edit().time(START.plusSeconds(100 - i)).build()));
        }
        assertThat(history.expired(START.plusSeconds(99), 10)).containsExactly("e4", "e3", "e2");
        assertThat(history.expired(START.plusSeconds(99), 2)).containsExactly("e4", "e3");
    }

    @Test
    void surplusTakesReadOnesFirstThenTheOldest() {
        for (int i = 0; i < 5; i++) {
            publish("e" + i, "ada", Severity.ERROR);
            publish("g" + i, null, Severity.ERROR);
        }
        publish("b", "bob", Severity.ERROR);
        status("ada", true, "e3");
        assertThat(history.surplus(2, 10)).containsExactly("e3", "e0", "e1");
        assertThat(history.surplus(2, 1)).containsExactly("e3");
        assertThat(history.surplus(5, 10)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void everyOrderAndFilterAgreesWithTheSimpleModel(Order order) {
        var model = new FakeHistory();
        var random = new Random(order.name().hashCode());
        var entries = new ArrayList<LogRecord>();
        for (int i = 0; i < 400; i++) {
            entries.add(record(randomEntry(random, i)));
        }
        history.apply("e", entries);
        model.apply("e", entries);
        for (int i = 0; i < 60; i++) {
            var query = randomQuery(random, order);
            assertThat(history.query(query)).as("%s", query).isEqualTo(model.query(query));
        }
        for (var user : List.of("ada", "bob", "root", "nobody")) {
            for (var all : List.of(true, false)) {
                var viewer = new Viewer(user, all, claims(random));
                assertThat(history.counts(viewer)).isEqualTo(model.counts(viewer));
                assertThat(history.types(viewer)).isEqualTo(model.types(viewer));
                var ids = Set.of("id1", "id50", "id150", "id250", "id350", "id399");
                assertThat(history.find(ids, viewer)).isEqualTo(model.find(ids, viewer));
                assertThat(history.visible(ids, viewer)).isEqualTo(model.visible(ids, viewer));
            }
        }
    }

    private static Entry randomEntry(Random random, int i) {
        var user = pick(random, "ada", "bob", "root");
        var ids = List.of("id" + random.nextInt(i + 1), "id" + random.nextInt(i + 1));
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Entry.StatusChanged(user, ids, random.nextInt(3) > 0);
            case 2 -> new Entry.Deleted(user, ids, random.nextInt(4) == 0);
            default ->
                new Entry.Published(Event.about(
                                pick(random, "connection", "machines", "log"),
                                pick(random, "create", "delete"),
                                "k" + random.nextInt(4))
                        .id("id" + i)
                        .time(START.plusSeconds(random.nextInt(50)))
                        .severity(SEVERITIES.get(random.nextInt(SEVERITIES.size())))
                        .owner(random.nextInt(3) == 0 ? null : user)
                        .source(pick(random, "s1", "s2"))
                        .operation(pick(random, "o1", "o2", ""))
                        .description(pick(random, "Alpha beta", "BETA gamma", "100%"))
                        .build());
        };
    }

    /** Claims on whole types, on single keys, on nothing and on all, for types that the access rules know. */
    private static Visibility claims(Random random) {
        var role = new Role(
                "r",
                List.of(
                        new Claim(pick(random, "machines", "jobs", "log"), pick(random, "get", "create", "*"), "*"),
                        new Claim("machines", "get", pick(random, "k0", "k1,k2", "k3"))));
        return switch (random.nextInt(5)) {
            case 0 -> Visibility.EVERYTHING;
            case 1 -> event -> event.subject().key().equals("k1");
            case 2 -> rights(List.of(), null);
            case 3 -> rights(List.of(role), Map.of("machines", Set.of("k1", "k2")));
            default -> rights(List.of(role), null);
        };
    }

    private static Visibility rights(List<Role> roles, @Nullable Map<String, Set<String>> fences) {
        return Rights.of(new Principal("user:x", "x", roles, fences, null), AuthzMode.STRICT);
    }

    private static HistoryQuery randomQuery(Random random, Order order) {
        return new HistoryQuery(
                new Viewer(pick(random, "ada", "bob", "nobody"), random.nextBoolean(), claims(random)),
                some(random, "connection", "machines", "log", "unknown"),
                some(random, "create", "delete"),
                some(random, "k0", "k1", "k2"),
                some(random, Severity.values()),
                random.nextInt(6) == 0 ? some(random, "ada", "bob", HistoryQuery.EVERYONE) : Set.of(),
                some(random, "s1", "s2"),
                some(random, "o1", "o2"),
                random.nextBoolean() ? random.nextBoolean() : null,
                random.nextInt(3) == 0 ? "beta" : null,
                random.nextInt(5) == 0 ? START.plusSeconds(10) : null,
                random.nextInt(5) == 0 ? START.plusSeconds(40) : null,
                order,
                random.nextBoolean(),
                random.nextInt(3) == 0 ? random.nextInt(60) : 0,
                1 + random.nextInt(40),
                HistoryQuery.PAGE_BYTES);
    }

    /** Often none, sometimes one or two. */
    @SafeVarargs
    private static <T> Set<T> some(Random random, T... values) {
        var some = new HashSet<T>();
        if (random.nextInt(3) == 0) {
            some.add(values[0]);
            some.add(values[random.nextInt(values.length)]);
        }
        return some;
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }

    private static Event event(String id, @Nullable String owner, Severity severity) {
        return Event.about("connection", "ping", "k")
                .id(id)
                .owner(owner)
                .severity(severity)
                .time(START)
                .build();
    }

    private void publish(String id, @Nullable String owner, Severity severity) {
        apply(new Entry.Published(event(id, owner, severity)));
    }

    private void describe(String id, String description) {
        apply(new Entry.Published(
                event(id, "ada", Severity.DEBUG).edit().description(description).build()));
    }

    private void status(String user, boolean read, String... ids) {
        apply(new Entry.StatusChanged(user, List.of(ids), read));
    }

    private void delete(String user, boolean everywhere, String... ids) {
        apply(new Entry.Deleted(user, List.of(ids), everywhere));
    }

    private void apply(Entry entry) {
        history.apply("e", List.of(record(entry)));
    }

    private LogRecord record(Entry entry) {
        var draft = EntryCodec.encode(entry);
        sequence++;
        return new LogRecord(sequence, millis(sequence), draft.kind(), draft.body());
    }

    private static long millis(long sequence) {
        return START.toEpochMilli() + sequence * 1000 + 7;
    }

    private List<String> list(HistoryQuery query) {
        return ids(history.query(query).items());
    }

    private static List<String> ids(List<HistoryItem> items) {
        return items.stream().map(item -> item.stored().event().id()).toList();
    }

    private List<String> search(String text) {
        return list(query("ada", null, text));
    }

    private List<String> read(String user, boolean read) {
        return list(query(user, read, null));
    }

    private static HistoryQuery query(String user, @Nullable Boolean read, @Nullable String text) {
        return new HistoryQuery(
                Viewer.unrestricted(user, false),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                read,
                text,
                null,
                null,
                Order.SEQUENCE,
                true,
                0,
                100,
                HistoryQuery.PAGE_BYTES);
    }
}
