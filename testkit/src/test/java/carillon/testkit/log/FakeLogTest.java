package carillon.testkit.log;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.log.Log;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

class FakeLogTest extends LogContract {

    private int incarnation = 1;
    private FakeLog.Tape tape = new FakeLog.Tape("epoch1");
    private @Nullable FakeLog open;

    @Override
    protected Log open() {
        open = new FakeLog(tape, InstantSource.system());
        return open;
    }

    @Override
    protected void lose() {
        incarnation++;
        tape = new FakeLog.Tape("epoch" + incarnation);
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
