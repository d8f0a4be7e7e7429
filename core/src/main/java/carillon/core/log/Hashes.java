package carillon.core.log;

/**
 * Hashes whose sum stands for a set: what is added can be taken away again. Against mistakes, not against attackers. The same in
 * every process, on every machine and in every version, because they are stored.
 */
final class Hashes {

    private static final long PRIME = 0x100000001B3L;
    private static final long BASIS = 0xCBF29CE484222325L;

    private Hashes() {}

    /** FNV-1a over the characters, then a mixer, so that neighbouring numbers are far apart. */
    static long of(String text, long number) {
        return mixed(chars(BASIS, text) + mixed(number));
    }

    static long of(String first, String second, long number) {
        return mixed(chars(chars(BASIS, first) * PRIME, second) + mixed(number));
    }

    private static long chars(long hash, String text) {
        long next = hash;
        for (int i = 0; i < text.length(); i++) {
            next = (next ^ text.charAt(i)) * PRIME;
        }
        return next;
    }

    /** The finisher of SplitMix64. */
    private static long mixed(long value) {
        long mix = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mix = (mix ^ (mix >>> 27)) * 0x94D049BB133111EBL;
        return mix ^ (mix >>> 31);
    }
}
