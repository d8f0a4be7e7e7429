package carillon.core.log;

import carillon.sdk.event.Event;
import carillon.sdk.event.EventStatus;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import carillon.sdk.event.Subject;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entry ↔ the bytes of one log record. No I/O and no state: publishers encode on their own threads, so that the
 * log's writer has only to copy.
 *
 * <p>A body is a version byte, a few fixed bytes, then parts with their length in front: text as UTF-8, JSON verbatim, so
 * that number text survives and nothing is parsed on the way in or out. A lone surrogate, which is no character and has
 * no UTF-8 form, becomes a question mark. The layout is on disk: change it only together with {@link #VERSION}, and keep
 * reading the old one.
 */
public final class EntryCodec {

    private static final byte VERSION = 1;

    /** Of the change of an object since it says what it was decided on. */
    private static final byte VERSION_WITH_BASE = 2;

    private static final int HAS_OWNER = 1;
    private static final int BEGINS_READ = 2;

    private EntryCodec() {}

    /** What to append for an entry. */
    public static Draft encode(Entry entry) {
        return switch (entry) {
            case Entry.Published published ->
                new Draft(RecordKind.EVENT, event(published.event(), VERSION).finish(), entry);
            case Entry.StatusChanged status ->
                new Draft(RecordKind.STATUS, marked(status.user(), status.eventIds(), status.read()), entry);
            case Entry.Deleted deleted ->
                new Draft(RecordKind.DELETION, marked(deleted.user(), deleted.eventIds(), deleted.everywhere()), entry);
            case Entry.ObjectChanged changed -> new Draft(RecordKind.OBJECT, object(changed), entry);
            case Entry.Checkpoint checkpoint -> new Draft(RecordKind.CHECKPOINT, checkpoint(checkpoint), entry);
        };
    }

    /**
     * What a record means. JSON is not parsed until somebody looks inside.
     *
     * @throws LogUnreadableException if the bytes are not what {@link #encode} writes
     */
    public static Entry decode(LogRecord record) {
        try {
            return decode(record.kind(), record.body());
        } catch (DamagedBodyException damaged) {
            throw new LogUnreadableException(
                    "record " + record.sequence() + " (" + record.kind() + ") cannot be read: " + damaged.getMessage()
                            + "; `carillon journal verify` says whether the file is damaged",
                    damaged);
        }
    }

    private static Entry decode(RecordKind kind, byte[] body) {
        var reader = new BodyReader(body);
        int version = reader.oneByte();
        if (version != VERSION && (version != VERSION_WITH_BASE || kind != RecordKind.OBJECT)) {
            throw reader.damaged("body version " + version + " is not known to this Carillon");
        }
        var entry = switch (kind) {
            case EVENT -> new Entry.Published(event(reader));
            case STATUS -> {
                boolean read = flag(reader);
                yield new Entry.StatusChanged(reader.text(), reader.texts(), read);
            }
            case DELETION -> {
                boolean everywhere = flag(reader);
                yield new Entry.Deleted(reader.text(), reader.texts(), everywhere);
            }
            case OBJECT -> object(reader, version);
            case CHECKPOINT ->
                new Entry.Checkpoint(reader.fourBytes(), reader.fourBytes(), reader.eightBytes(), reader.eightBytes());
        };
        reader.end();
        return entry;
    }

    private static byte[] marked(String user, List<String> ids, boolean flag) {
        var head = new byte[] {VERSION, (byte) (flag ? 1 : 0)};
        return new BodyWriter(head).text(user).texts(ids).finish();
    }

    private static byte[] object(Entry.ObjectChanged changed) {
        return event(changed.event(), VERSION_WITH_BASE)
                .text(changed.type())
                .text(changed.key())
                .json(changed.state(), Json.NULL)
                .text(Long.toString(changed.base()))
                .finish();
    }

    private static Entry object(BodyReader reader, int version) {
        var event = event(reader);
        var type = reader.text();
        var key = reader.text();
        var state = reader.json(Json.NULL);
        long base = version == VERSION_WITH_BASE ? reader.number() : Entry.ANY_VERSION;
        return new Entry.ObjectChanged(event, type, key, state, base);
    }

    private static byte[] checkpoint(Entry.Checkpoint checkpoint) {
        return ByteBuffer.allocate(1 + 2 * Integer.BYTES + 2 * Long.BYTES)
                .put(VERSION)
                .putInt(checkpoint.window())
                .putInt(checkpoint.ids())
                .putLong(checkpoint.idsHash())
                .putLong(checkpoint.objectsHash())
                .array();
    }

    private static BodyWriter event(Event event, byte version) {
        var owner = event.owner();
        var time = event.time();
        var head = ByteBuffer.allocate(15)
                .put(version)
                .put((byte) ((owner == null ? 0 : HAS_OWNER) | (event.status() == EventStatus.READ ? BEGINS_READ : 0)))
                .put(code(event.severity()))
                .putLong(time.getEpochSecond())
                .putInt(time.getNano());
        var writer = new BodyWriter(head.array())
                .text(event.id())
                .text(event.subject().type())
                .text(event.subject().action())
                .text(event.subject().key())
                .text(event.principal());
        if (owner != null) {
            writer.text(owner);
        }
        return writer.text(event.source())
                .text(event.operation())
                .text(event.description())
                .json(event.object(), Json.NULL)
                .json(event.original(), Json.NULL)
                .json(event.metadata(), Json.EMPTY_OBJECT);
    }

    private static Event event(BodyReader reader) {
        int flags = flags(reader, HAS_OWNER | BEGINS_READ);
        var severity = severity(reader);
        var time = time(reader);
        var id = reader.text();
        if (id.isEmpty()) {
            throw reader.damaged("an event without an id");
        }
        var subject = new Subject(reader.text(), reader.text(), reader.text());
        var principal = reader.text();
        @Nullable String owner = (flags & HAS_OWNER) != 0 ? reader.text() : null;
        return new Event(
                id,
                time,
                subject,
                severity,
                principal,
                owner,
                reader.text(),
                reader.text(),
                reader.text(),
                reader.json(Json.NULL),
                reader.json(Json.NULL),
                reader.json(Json.EMPTY_OBJECT),
                (flags & BEGINS_READ) == 0 ? EventStatus.UNREAD : EventStatus.READ);
    }

    private static boolean flag(BodyReader reader) {
        return flags(reader, 1) == 1;
    }

    private static int flags(BodyReader reader, int most) {
        int flags = reader.oneByte();
        if (flags > most) {
            throw reader.damaged("unknown flags " + flags);
        }
        return flags;
    }

    private static Instant time(BodyReader reader) {
        long seconds = reader.eightBytes();
        int nanos = reader.fourBytes();
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException impossible) {
            throw reader.damaged("an impossible time");
        }
    }

    // Written out, not ordinal(): these numbers are on disk and outlive any new order of the constants.
    private static byte code(Severity severity) {
        return switch (severity) {
            case EMERGENCY -> 0;
            case ALERT -> 1;
            case CRITICAL -> 2;
            case ERROR -> 3;
            case WARNING -> 4;
            case SUCCESS -> 5;
            case INFORMATIONAL -> 6;
            case DEBUG -> 7;
        };
    }

    private static Severity severity(BodyReader reader) {
        int code = reader.oneByte();
        return switch (code) {
            case 0 -> Severity.EMERGENCY;
            case 1 -> Severity.ALERT;
            case 2 -> Severity.CRITICAL;
            case 3 -> Severity.ERROR;
            case 4 -> Severity.WARNING;
            case 5 -> Severity.SUCCESS;
            case 6 -> Severity.INFORMATIONAL;
            case 7 -> Severity.DEBUG;
            default -> throw reader.damaged("severity " + code + " does not exist");
        };
    }
}
