package carillon.testkit.journal;

import carillon.core.error.Refusal;
import carillon.core.journal.Draft;
import carillon.core.journal.Journal;
import carillon.core.journal.Receipt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A receipt that can be waited for, and that notices when it is called twice. */
public final class RecordingReceipt implements Receipt {

    private static final int PATIENCE_SECONDS = 30;

    private final CompletableFuture<AppendOutcome> outcome = new CompletableFuture<>();

    /** Appends and waits for what becomes of it. */
    public static AppendOutcome append(Journal journal, Draft... drafts) {
        var receipt = new RecordingReceipt();
        journal.append(List.of(drafts), receipt);
        return receipt.await();
    }

    /** Appends, expects success, and gives the first sequence. */
    public static long stored(Journal journal, Draft... drafts) {
        return switch (append(journal, drafts)) {
            case AppendOutcome.Durable durable -> durable.firstSequence();
            case AppendOutcome.Refused refused -> throw new AssertionError("refused: " + refused.refusal());
        };
    }

    @Override
    public void durable(long firstSequence, long timeMillis) {
        complete(new AppendOutcome.Durable(firstSequence, timeMillis));
    }

    @Override
    public void refused(Refusal refusal) {
        complete(new AppendOutcome.Refused(refusal));
    }

    public AppendOutcome await() {
        return outcome.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    public boolean isDone() {
        return outcome.isDone();
    }

    private void complete(AppendOutcome value) {
        if (!outcome.complete(value)) {
            throw new IllegalStateException("told twice: " + outcome.join() + ", then " + value);
        }
    }
}
