package carillon.testkit.log;

import static carillon.testkit.log.RecordingReceipt.append;
import static carillon.testkit.log.RecordingReceipt.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.log.Draft;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.Follower;
import carillon.core.log.Log;
import carillon.core.log.LogRecord;
import carillon.core.log.PositionGoneException;
import carillon.core.log.Receipt;
import carillon.core.log.RecordKind;
import carillon.core.log.Verdict;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every journal promises. An implementation extends this and says how to open one. */
public abstract class LogContract {

    private Log journal;

    /** Opens the journal on the same storage every time. */
    protected abstract Log open() throws Exception;

    /** Loses the storage. The journal is closed when this is called. */
    protected abstract void lose() throws Exception;

    /** Makes the storage of the open journal fail or work again; false if this implementation cannot. */
    protected abstract void storageFull(boolean full);

    /** Lets go of everything that whole segments allow; a contract test with many records stays below this. */
    protected abstract int recordsThatFillASegment();

    @BeforeEach
    void openJournal() throws Exception {
        journal = open();
    }

    @AfterEach
    void closeJournal() {
        journal.close();
    }

    protected static Draft draft(String text) {
        return new Draft(RecordKind.EVENT, text.getBytes(StandardCharsets.UTF_8));
    }

    protected static String text(LogRecord record) {
        return new String(record.body(), StandardCharsets.UTF_8);
    }

    @Test
    void anEmptyJournalHasNothing() {
        assertThat(journal.last()).isZero();
        assertThat(journal.first()).isEqualTo(1);
        assertThat(journal.readAfter(0, 10)).isEmpty();
        assertThat(journal.epoch()).isNotEmpty();
        assertThat(Position.parse(journal.position().toString())).contains(journal.position());
    }

    @Test
    void sequencesStartAtOneAndHaveNoHoles() {
        var sequences = IntStream.range(0, 20)
                .mapToLong(i -> stored(journal, draft("e" + i)))
                .boxed()
                .toList();
        assertThat(sequences).isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
        assertThat(journal.last()).isEqualTo(20);
    }

    @Test
    void everythingOfARecordComesBack() {
        for (var kind : RecordKind.values()) {
            long before = System.currentTimeMillis();
            var outcome = (AppendOutcome.Durable) append(journal, new Draft(kind, new byte[] {0, 1, (byte) 0xFF}));
            var record = journal.readAfter(outcome.firstSequence() - 1, 1).getFirst();
            assertThat(record.kind()).isEqualTo(kind);
            assertThat(record.body()).containsExactly(0, 1, 0xFF);
            assertThat(record.timeMillis()).isBetween(before, System.currentTimeMillis());
        }
    }

    @Test
    void anEmptyBodyIsARecordToo() {
        assertThat(stored(journal, new Draft(RecordKind.STATUS, new byte[0]))).isEqualTo(1);
        assertThat(journal.readAfter(0, 1).getFirst().body()).isEmpty();
    }

    @Test
    void theRecordsOfOneAppendStandNextToEachOther() {
        stored(journal, draft("before"));
        assertThat(stored(journal, draft("a"), draft("b"), draft("c"))).isEqualTo(2);
        assertThat(stored(journal, draft("after"))).isEqualTo(5);
        assertThat(journal.readAfter(1, 3)).extracting(LogContract::text).containsExactly("a", "b", "c");
    }

    @Test
    void anAppendOfNothingIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> journal.append(List.of(), new RecordingReceipt()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readAfterReturnsOnlyLaterRecordsInOrder() {
        for (int i = 1; i <= 50; i++) {
            stored(journal, draft("e" + i));
        }
        for (int after = 0; after <= 50; after++) {
            assertThat(readAll(after)).extracting(LogRecord::sequence).isEqualTo(range(after + 1, 50));
        }
        assertThat(journal.readAfter(50, 10)).isEmpty();
        assertThat(journal.readAfter(1_000, 10)).isEmpty();
    }

    @Test
    void readAfterGivesAtMostWhatWasAskedFor() {
        for (int i = 1; i <= 10; i++) {
            stored(journal, draft("e" + i));
        }
        assertThat(journal.readAfter(3, 4)).hasSizeBetween(1, 4);
        assertThatThrownBy(() -> journal.readAfter(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> journal.readAfter(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> journal.readAfter(0, 10_001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsDurableCanBeReadInsideTheReceipt() {
        var seen = new CompletableFuture<List<LogRecord>>();
        var position = new CompletableFuture<Long>();
        journal.append(List.of(draft("now")), new Receipt() {
            @Override
            public void stored(List<Verdict> verdicts) {
                long firstSequence = first(verdicts);
                position.complete(journal.last());
                seen.complete(journal.readAfter(firstSequence - 1, 10));
            }

            @Override
            public void refused(Refusal refusal) {
                seen.completeExceptionally(new AssertionError(refusal));
            }

            @Override
            public void unknown(Refusal refusal) {
                seen.completeExceptionally(new AssertionError(refusal));
            }
        });
        assertThat(seen.join()).extracting(LogContract::text).containsExactly("now");
        assertThat(position.join()).isEqualTo(1);
    }

    @Test
    void receiptsComeInSequenceOrder() {
        var order = Collections.synchronizedList(new ArrayList<Long>());
        for (int i = 0; i < 500; i++) {
            journal.append(List.of(draft("e" + i)), new Receipt() {
                @Override
                public void stored(List<Verdict> verdicts) {
                    order.add(first(verdicts));
                }

                @Override
                public void refused(Refusal refusal) {
                    order.add(-1L);
                }

                @Override
                public void unknown(Refusal refusal) {
                    order.add(-1L);
                }
            });
        }
        journal.close();
        assertThat(order).isEqualTo(range(1, 500));
    }

    @Test
    void aFollowerIsGivenEverythingOnceInOrderBeforeItsReceipts() {
        var given = new ArrayList<String>();
        var receiptsTooEarly = new ArrayList<Long>();
        var unwoken = new AtomicInteger();
        journal.follow(new Follower() {
            @Override
            public void stored(List<LogRecord> records) {
                for (var record : records) {
                    given.add(record.sequence() + " " + text(record));
                }
                unwoken.incrementAndGet();
            }

            @Override
            public void wake() {
                unwoken.set(0);
            }
        });
        for (int i = 0; i < 500; i++) {
            journal.append(List.of(draft("a" + i), draft("b" + i)), new Receipt() {
                @Override
                public void stored(List<Verdict> verdicts) {
                    long firstSequence = first(verdicts);
                    if (given.size() < firstSequence + 1 || unwoken.get() != 0) {
                        receiptsTooEarly.add(firstSequence);
                    }
                }

                @Override
                public void refused(Refusal refusal) {
                    receiptsTooEarly.add(-1L);
                }

                @Override
                public void unknown(Refusal refusal) {
                    receiptsTooEarly.add(-1L);
                }
            });
        }
        journal.close();
        assertThat(given)
                .isEqualTo(IntStream.range(0, 500)
                        .boxed()
                        .flatMap(i -> Stream.of((2 * i + 1) + " a" + i, (2 * i + 2) + " b" + i))
                        .toList());
        assertThat(receiptsTooEarly).isEmpty();
    }

    @Test
    void concurrentPublishersGetUniqueConsecutiveSequences() throws Exception {
        var sequences = Collections.synchronizedList(new ArrayList<Long>());
        var publishers = IntStream.range(0, 8)
                .mapToObj(p -> Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 50; i++) {
                        sequences.add(stored(journal, draft(p + "-" + i)));
                    }
                }))
                .toList();
        for (var publisher : publishers) {
            publisher.join();
        }
        assertThat(new HashSet<>(sequences)).hasSize(400);
        assertThat(readAll(0)).extracting(LogRecord::sequence).isEqualTo(range(1, 400));
        for (int p = 0; p < 8; p++) {
            var prefix = p + "-";
            var own = readAll(0).stream()
                    .map(LogContract::text)
                    .filter(t -> t.startsWith(prefix))
                    .toList();
            assertThat(own)
                    .isEqualTo(IntStream.range(0, 50).mapToObj(i -> prefix + i).toList());
        }
    }

    @Test
    void aReopenedJournalContinuesTheSequenceInTheSameEpoch() throws Exception {
        var epoch = journal.epoch();
        stored(journal, draft("a"), draft("b"));
        journal.close();
        journal = open();
        assertThat(journal.epoch()).isEqualTo(epoch);
        assertThat(journal.last()).isEqualTo(2);
        assertThat(stored(journal, draft("c"))).isEqualTo(3);
        assertThat(readAll(0)).extracting(LogContract::text).containsExactly("a", "b", "c");
    }

    @Test
    void aRecreatedJournalHasANewEpoch() throws Exception {
        var position = journal.position();
        journal.close();
        lose();
        journal = open();
        assertThat(journal.epoch()).isNotEqualTo(position.epoch());
        assertThat(journal.whole(position)).isFalse();
        assertThat(stored(journal, draft("first again"))).isEqualTo(1);
    }

    @Test
    void aFailedAppendLeavesNothingBehind() throws Exception {
        stored(journal, draft("before"));
        storageFull(true);
        assertThat(append(journal, draft("lost"), draft("lost too")))
                .isInstanceOfSatisfying(
                        AppendOutcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL));
        assertThat(journal.last()).isEqualTo(1);
        storageFull(false);
        assertThat(stored(journal, draft("after"))).isEqualTo(2);
        journal.close();
        journal = open();
        assertThat(readAll(0)).extracting(LogContract::text).containsExactly("before", "after");
    }

    private static Draft event(String id, String publisher) {
        return EntryCodec.encode(new Entry.Published(Event.about("machines", "update", id)
                .id(id)
                .principal(publisher)
                .build()));
    }

    private static Draft change(String id, String key, long base) {
        var event = Event.about("machines", "update", key).id(id).build();
        return EntryCodec.encode(new Entry.ObjectChanged(event, "machines", key, Json.EMPTY_OBJECT, base));
    }

    private List<Verdict> verdicts(Draft... drafts) {
        return switch (append(journal, drafts)) {
            case AppendOutcome.Durable durable -> durable.verdicts();
            case AppendOutcome.Refused(var refusal) -> throw new AssertionError("refused: " + refusal);
            case AppendOutcome.Unknown(var refusal) -> throw new AssertionError("unknown: " + refusal);
        };
    }

    @Test
    void anIdIsStoredOnceAndItsPlaceIsKnownAfterwards() throws Exception {
        assertThat(verdicts(event("a", "ada"), event("b", "ada")))
                .containsExactly(new Verdict.Stored(1), new Verdict.Stored(2));
        var again = List.of(new Verdict.Duplicate(1, "ada"), new Verdict.Stored(3), new Verdict.Duplicate(3, "ada"));
        assertThat(verdicts(event("a", "ada"), event("c", "ada"), event("c", "ada")))
                .isEqualTo(again);
        assertThat(journal.last()).isEqualTo(3);
        journal.close();
        journal = open();
        assertThat(verdicts(event("b", "bob"))).containsExactly(new Verdict.Duplicate(2, "ada"));
        assertThat(journal.judge().sequenceOf("c")).isEqualTo(3);
        assertThat(journal.judge().sequenceOf("d")).isZero();
        assertThat(journal.last()).isEqualTo(3);
    }

    @Test
    void anAppendWithSomebodyElsesIdIsWithheld() {
        verdicts(event("a", "ada"));
        assertThat(verdicts(event("b", "bob"), event("a", "bob")))
                .containsExactly(new Verdict.Withheld(), new Verdict.Duplicate(1, "ada"));
        assertThat(journal.last()).isEqualTo(1);
        assertThat(verdicts(event("b", "bob"))).containsExactly(new Verdict.Stored(2));
    }

    @Test
    void aChangeThatWasDecidedOnAnOlderVersionIsNotStored() {
        assertThat(verdicts(change("1", "m", 0))).containsExactly(new Verdict.Stored(1));
        assertThat(verdicts(change("2", "m", 0))).containsExactly(new Verdict.Outdated(1));
        assertThat(verdicts(change("3", "m", 1))).containsExactly(new Verdict.Stored(2));
        assertThat(verdicts(change("4", "other", 7))).containsExactly(new Verdict.Outdated(0));
        assertThat(journal.last()).isEqualTo(2);
    }

    @Test
    void theIdsOfAFailedAppendAreFree() {
        verdicts(event("a", "ada"));
        storageFull(true);
        assertThat(append(journal, event("b", "ada"))).isInstanceOf(AppendOutcome.Refused.class);
        assertThat(journal.judge().sequenceOf("b")).isZero();
        storageFull(false);
        assertThat(verdicts(event("b", "bob"))).containsExactly(new Verdict.Stored(2));
    }

    @Test
    void trimNeverTouchesWhatCameLater() {
        int records = fillSegments();
        journal.trim(records);
        assertThat(journal.first()).isBetween(2L, (long) records);
        assertThat(readAll(0)).extracting(LogRecord::sequence).isEqualTo(range(journal.first(), records));
    }

    @Test
    void readAfterARemovedRecordSaysThePositionIsGone() {
        int records = fillSegments();
        journal.trim(records);
        long first = journal.first();
        assertThatThrownBy(() -> journal.readAfter(first - 2, 1)).isInstanceOf(PositionGoneException.class);
        assertThat(journal.readAfter(first - 1, 1))
                .extracting(LogRecord::sequence)
                .containsExactly(first);
        assertThat(journal.whole(new Position(first - 2, journal.epoch()))).isFalse();
        assertThat(journal.whole(new Position(first - 1, journal.epoch()))).isTrue();
    }

    @Test
    void aTrimmedJournalReopensWhereItWas() throws Exception {
        int records = fillSegments();
        journal.trim(records);
        long first = journal.first();
        journal.close();
        journal = open();
        assertThat(journal.first()).isEqualTo(first);
        assertThat(journal.last()).isEqualTo(records);
        assertThat(stored(journal, draft("next"))).isEqualTo(records + 1L);
    }

    @Test
    void closingStoresWhatWaitsAndThenRefuses() throws Exception {
        var receipts =
                IntStream.range(0, 100).mapToObj(i -> new RecordingReceipt()).toList();
        receipts.forEach(receipt -> journal.append(List.of(draft("e")), receipt));
        journal.close();
        journal.close();
        assertThat(receipts).allSatisfy(r -> assertThat(r.await()).isInstanceOf(AppendOutcome.Durable.class));
        var late = new RecordingReceipt();
        journal.append(List.of(draft("late")), late);
        assertThat(late.await())
                .isInstanceOfSatisfying(
                        AppendOutcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
        journal = open();
        assertThat(journal.last()).isEqualTo(100);
    }

    /** Everything after a sequence, by as many reads as it takes. */
    protected final List<LogRecord> readAll(long after) {
        var all = new ArrayList<LogRecord>();
        var next = journal.readAfter(after, 7);
        while (!next.isEmpty()) {
            all.addAll(next);
            next = journal.readAfter(next.getLast().sequence(), 7);
        }
        return all;
    }

    private int fillSegments() {
        int records = recordsThatFillASegment() * 3;
        for (int i = 0; i < records; i++) {
            stored(journal, draft("e" + i));
        }
        return records;
    }

    private static long first(List<Verdict> verdicts) {
        return verdicts.getFirst() instanceof Verdict.Stored(long sequence) ? sequence : -1;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
