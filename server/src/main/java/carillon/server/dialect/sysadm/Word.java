package carillon.server.dialect.sysadm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names of the protocol as constants: what is dispatched by them can be listed. */
final class Word {

    private Word() {}

    /** The constant for a name as it is written; empty if none has it. */
    static <E extends Enum<E>> Optional<E> find(E[] all, String name) {
        return Arrays.stream(all).filter(one -> of(one).equals(name)).findFirst();
    }

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** All of them, behind a prefix. */
    static List<String> all(String prefix, Enum<?>[] all) {
        return Arrays.stream(all).map(one -> prefix + of(one)).toList();
    }
}
