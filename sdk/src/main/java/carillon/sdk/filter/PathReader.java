package carillon.sdk.filter;

import java.util.ArrayList;
import java.util.List;

/** Reads the left side of a test, in pointer or dotted form, and leaves the text behind its {@code =}. */
final class PathReader {

    private final FilterText text;

    PathReader(FilterText text) {
        this.text = text;
    }

    FieldPath read() {
        return text.peek() == '/' ? pointer() : dotted();
    }

    /** A pointer may hold any character, so it ends only at an {@code =} that an operator call follows (7.2.2). */
    private FieldPath pointer() {
        int start = text.at();
        int equals = text.indexOf('=', start);
        while (equals >= 0 && !operatorAt(text.afterBlanks(equals + 1))) {
            equals = text.indexOf('=', equals + 1);
        }
        if (equals < 0) {
            throw new FilterMistake(start, "no operator follows this pointer: write " + Operator.EXAMPLE);
        }
        text.moveTo(beforeBlanks(start, equals));
        var segments = new ArrayList<String>();
        int from = start + 1;
        for (var segment : text.since(from).split("/", -1)) {
            segments.add(unescape(segment, from));
            from += segment.length() + 1;
        }
        text.moveTo(equals + 1);
        return new FieldPath(segments);
    }

    private boolean operatorAt(int position) {
        for (var operator : Operator.values()) {
            if (text.isCall(operator.word(), position)) {
                return true;
            }
        }
        return false;
    }

    private static String unescape(String segment, int position) {
        for (int tilde = segment.indexOf('~'); tilde >= 0; tilde = segment.indexOf('~', tilde + 1)) {
            char next = tilde + 1 < segment.length() ? segment.charAt(tilde + 1) : '\0';
            if (next != '0' && next != '1') {
                throw new FilterMistake(position + tilde, "~ in a pointer is written ~0, and / inside a name ~1");
            }
        }
        // In this order: ~01 is the name "~1".
        return segment.replace("~1", "/").replace("~0", "~");
    }

    private FieldPath dotted() {
        int start = text.at();
        while (!text.atEnd() && "=(),".indexOf(text.peek()) < 0) {
            text.moveTo(text.at() + 1);
        }
        int end = text.at();
        if (text.peek() != '=') {
            throw new FilterMistake(end, "expected a test such as " + Operator.EXAMPLE);
        }
        text.moveTo(beforeBlanks(start, end));
        var segments = List.of(text.since(start).split("\\.", -1));
        check(segments, start);
        text.moveTo(end + 1);
        return new FieldPath(segments);
    }

    private static void check(List<String> segments, int start) {
        int position = start;
        for (var segment : segments) {
            if (segment.isEmpty()) {
                throw new FilterMistake(position, "a name is missing in this path");
            }
            for (int i = 0; i < segment.length(); i++) {
                if (Character.isISOControl(segment.charAt(i))) {
                    throw new FilterMistake(position + i, "a control character in a path: use the pointer form");
                }
            }
            position += segment.length() + 1;
        }
    }

    private int beforeBlanks(int start, int end) {
        int position = end;
        while (position > start && FilterText.isBlank(text.charAt(position - 1))) {
            position--;
        }
        return position;
    }
}
