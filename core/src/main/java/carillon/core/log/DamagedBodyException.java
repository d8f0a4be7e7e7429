package carillon.core.log;

/** The bytes of a record body are not what {@link EntryCodec} writes. */
public final class DamagedBodyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DamagedBodyException(String message) {
        super(message);
    }
}
