package carillon.core.journal;

/**
 * A record that is not stored yet.
 *
 * @param body {@link EntryCodec}'s bytes; given away by the caller, never changed afterwards
 */
public record Draft(RecordKind kind, byte[] body) {}
