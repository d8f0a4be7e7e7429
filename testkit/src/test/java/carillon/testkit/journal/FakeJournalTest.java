package carillon.testkit.journal;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.journal.Journal;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

class FakeJournalTest extends JournalContract {

    private int incarnation = 1;
    private FakeJournal.Tape tape = new FakeJournal.Tape("epoch1");
    private @Nullable FakeJournal open;

    @Override
    protected Journal open() {
        open = new FakeJournal(tape, InstantSource.system());
        return open;
    }

    @Override
    protected void lose() {
        incarnation++;
        tape = new FakeJournal.Tape("epoch" + incarnation);
    }

    @Override
    protected void storageFull(boolean full) {
        if (open != null) {
            open.refuse(full ? new Refusal(ErrorCode.STORAGE_FULL, "the fake disk is full") : null);
        }
    }

    @Override
    protected int recordsThatFillASegment() {
        return 3;
    }
}
