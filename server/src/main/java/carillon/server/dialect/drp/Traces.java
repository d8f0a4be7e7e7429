package carillon.server.dialect.drp;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * Whether JSON can hold a member of certain names at all, found out by one pass over its bytes: to parse every event for what
 * hardly any has would cost more than everything else that is done with it.
 */
final class Traces {

    private final byte[][] traces;
    private final boolean[] beginsTrace = new boolean[256];

    Traces(String... names) {
        // An escape could spell a name in another way, so a value with one is looked through as well.
        traces = Stream.concat(Stream.of(names).map(name -> name + '"'), Stream.of("\\u"))
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        for (var trace : traces) {
            beginsTrace[trace[0]] = true;
        }
    }

    /** One look-up a byte: compared with each trace in turn, the bytes of an event took 40 % of its replay. */
    boolean in(byte[] utf8) {
        for (int i = 0; i < utf8.length; i++) {
            if (beginsTrace[utf8[i] & 0xFF] && traceAt(utf8, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean traceAt(byte[] utf8, int at) {
        for (var trace : traces) {
            if (startsAt(utf8, at, trace)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsAt(byte[] utf8, int at, byte[] trace) {
        if (at + trace.length > utf8.length) {
            return false;
        }
        for (int i = 0; i < trace.length; i++) {
            if (utf8[at + i] != trace[i]) {
                return false;
            }
        }
        return true;
    }
}
