package carillon.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EntryCodecTest {

    private static final Event BARE = Event.about("", "", "").id("x").build();
    private static final Event FULL = Event.about("machines", "create", "Größe 🔔")
            .id("0192f0c1")
            .time(Instant.parse("2026-11-20T19:55:00.123456789Z"))
            .severity(Severity.CRITICAL)
            .principal("user:ada")
            .owner("ada")
            .source("rack-7")
            .operation("op-1")
            .description("x".repeat(300))
            .object(Json.parse("{\"n\": 1.50e+400, \"big\":123456789012345678901234567890}"))
            .original(Json.parse("[1 , 2]"))
            .metadata(Json.parse("{\"a\":{}}"))
            .build();

    static Stream<Entry> entries() {
        return Stream.of(
                new Entry.Published(BARE),
                new Entry.Published(FULL),
                new Entry.Published(FULL.edit().owner("").build()),
                new Entry.Published(FULL.edit().time(Instant.MIN).build()),
                new Entry.Published(FULL.edit().time(Instant.MAX).build()),
                new Entry.StatusChanged("ada", List.of("a", "", "c"), true),
                new Entry.StatusChanged("", List.of(), false),
                new Entry.Deleted("ada", List.of("a"), true),
                new Entry.Deleted("ada", List.of("a", "b"), false),
                new Entry.ObjectChanged(FULL, "profiles", "global", Json.parse("{\"secret\":\"s\"}"), 17),
                new Entry.ObjectChanged(BARE, "profiles", "global", Json.NULL, Entry.ANY_VERSION),
                new Entry.Checkpoint(50_000, 12, -7L, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyEntryComesBackAsItWas(Entry entry) {
        assertThat(roundTrip(entry)).isEqualTo(entry);
    }

    @ParameterizedTest
    @EnumSource
    void everySeverityComesBack(Severity severity) {
        var entry = new Entry.Published(FULL.edit().severity(severity).build());
        assertThat(roundTrip(entry)).isEqualTo(entry);
    }

    @Test
    void jsonComesBackByteForByte() {
        var event = ((Entry.Published) roundTrip(new Entry.Published(FULL))).event();
        assertThat(event.object().toString()).isEqualTo("{\"n\": 1.50e+400, \"big\":123456789012345678901234567890}");
    }

    @Test
    void anAverageEventTakesLittleMoreThanItsTexts() {
        assertThat(EntryCodec.encode(new Entry.Published(BARE)).body()).hasSizeLessThan(32);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyTruncationIsNamedAndNamesTheRecord(Entry entry) {
        var draft = EntryCodec.encode(entry);
        for (int length = 0; length < draft.body().length; length++) {
            var cut = new LogRecord(42, 0, draft.kind(), Arrays.copyOf(draft.body(), length));
            assertThatThrownBy(() -> EntryCodec.decode(cut))
                    .isInstanceOf(LogUnreadableException.class)
                    .hasMessageContaining("record 42");
        }
    }

    @Test
    void bytesLeftOverAreRefused() {
        var draft = EntryCodec.encode(new Entry.Published(FULL));
        var longer = new LogRecord(1, 0, draft.kind(), Arrays.copyOf(draft.body(), draft.body().length + 1));
        assertThatThrownBy(() -> EntryCodec.decode(longer)).hasMessageContaining("left over");
    }

    @Test
    void aLaterVersionIsNotGuessedAt() {
        assertThatThrownBy(() -> EntryCodec.decode(new LogRecord(1, 0, RecordKind.EVENT, new byte[] {9})))
                .hasMessageContaining("version 9");
    }

    @Test
    void anImpossibleCountAllocatesNothing() {
        var body = new byte[] {1, 1, 0, 9, '9', '9', '9', '9', '9', '9', '9', '9', '9'};
        assertThatThrownBy(() -> EntryCodec.decode(new LogRecord(1, 0, RecordKind.STATUS, body)))
                .hasMessageContaining("impossible count");
    }

    @Test
    void damagedBytesGiveAnEntryOrAClearExceptionAndNothingElse() {
        var random = new Random(20261120);
        var drafts = entries().map(EntryCodec::encode).toList();
        for (int round = 0; round < 20_000; round++) {
            var draft = drafts.get(random.nextInt(drafts.size()));
            var body = draft.body().clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> decodeOrSayWhy(new LogRecord(1, 0, draft.kind(), body)))
                    .doesNotThrowAnyException();
        }
    }

    private static void decodeOrSayWhy(LogRecord record) {
        try {
            assertThat(EntryCodec.decode(record)).isNotNull();
        } catch (LogUnreadableException said) {
            assertThat(said).hasMessageContaining("cannot be read");
        }
    }

    private static Entry roundTrip(Entry entry) {
        var draft = EntryCodec.encode(entry);
        return EntryCodec.decode(new LogRecord(1, 0, draft.kind(), draft.body()));
    }
}
