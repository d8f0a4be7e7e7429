package carillon.core.log;

/** What a log record holds. The codes are on disk and never change. */
public enum RecordKind {
    EVENT(1),
    STATUS(2),
    DELETION(3),
    OBJECT(4),
    CHECKPOINT(5);

    private final byte code;

    RecordKind(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
    }

    /**
     * The kind with this code.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RecordKind of(byte code) {
        return switch (code) {
            case 1 -> EVENT;
            case 2 -> STATUS;
            case 3 -> DELETION;
            case 4 -> OBJECT;
            case 5 -> CHECKPOINT;
            default -> throw new IllegalArgumentException("no log record has kind " + code);
        };
    }
}
