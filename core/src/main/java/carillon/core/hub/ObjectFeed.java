package carillon.core.hub;

import carillon.core.log.Entry;
import carillon.core.log.LogRecord;
import java.util.List;

/** Hands the changes of objects in the log to whoever keeps their states. */
final class ObjectFeed {

    private volatile ObjectListener listener = (version, change) -> {};

    void follow(ObjectListener follows) {
        listener = follows;
    }

    /** Log's writer thread alone. */
    void stored(List<LogRecord> records) {
        for (int i = 0; i < records.size(); i++) {
            var record = records.get(i);
            if (record.known() instanceof Entry.ObjectChanged change) {
                listener.changed(record.sequence(), change);
            }
        }
    }
}
