package carillon.testkit.log;

import carillon.core.error.Refusal;
import carillon.core.log.Draft;
import carillon.core.log.Log;
import carillon.core.log.Receipt;
import carillon.core.log.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A receipt that can be waited for, and that notices when it is called twice. */
public final class RecordingReceipt implements Receipt {

    private static final int PATIENCE_SECONDS = 30;

    private final CompletableFuture<AppendOutcome> outcome = new CompletableFuture<>();

    /** Appends and waits for what becomes of it. */
    public static AppendOutcome append(Log journal, Draft... drafts) {
        var receipt = new RecordingReceipt();
        journal.append(List.of(drafts), receipt);
        return receipt.await();
    }

    /** Appends, expects success, and gives the first sequence. */
    public static long stored(Log journal, Draft... drafts) {
        return switch (append(journal, drafts)) {
            case AppendOutcome.Durable durable -> durable.firstSequence();
            case AppendOutcome.Refused(var refusal) -> throw new AssertionError("refused: " + refusal);
            case AppendOutcome.Unknown(var refusal) -> throw new AssertionError("unknown: " + refusal);
        };
    }

    @Override
    public void stored(List<Verdict> verdicts) {
        complete(new AppendOutcome.Durable(verdicts));
    }

    @Override
    public void unknown(Refusal refusal) {
        complete(new AppendOutcome.Unknown(refusal));
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
