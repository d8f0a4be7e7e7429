package carillon.server.keylogin;

import java.security.SecureRandom;

/** Secrets made of letters and digits: tokens and challenges. */
public final class RandomText {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    /** A fresh text of so many characters, each worth just under six bits. */
    public static String of(int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
