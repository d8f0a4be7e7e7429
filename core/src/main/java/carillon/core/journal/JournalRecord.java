package carillon.core.journal;

/**
 * A stored record.
 *
 * @param sequence its place, from 1, without holes
 * @param timeMillis when the journal took it, milliseconds since 1970 by the server's clock
 * @param body {@link EntryCodec}'s bytes; shared, never written into
 */
public record JournalRecord(long sequence, long timeMillis, RecordKind kind, byte[] body) {}
