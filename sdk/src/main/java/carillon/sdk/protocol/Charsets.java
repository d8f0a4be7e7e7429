package carillon.sdk.protocol;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/** The charset of a Content-Type header; a broken header counts as none (events-protocol section 3.1). */
final class Charsets {

    private static final String PARAMETER = "charset=";

    private Charsets() {}

    static Charset of(String contentType) {
        int at = contentType.toLowerCase(Locale.ROOT).indexOf(PARAMETER);
        if (at < 0) {
            return StandardCharsets.UTF_8;
        }
        var rest = contentType.substring(at + PARAMETER.length());
        int end = rest.indexOf(';');
        var name = (end < 0 ? rest : rest.substring(0, end)).replace("\"", "").trim();
        try {
            var charset = Charset.forName(name);
            return charset.canEncode() ? charset : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
