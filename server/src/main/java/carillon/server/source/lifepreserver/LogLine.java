package carillon.server.source.lifepreserver;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One line of the log that means something (section 9.1). Data sets are lower case, as on the wire. */
sealed interface LogLine {

    String stamp();

    String dataset();

    record Snapshot(String stamp, String dataset) implements LogLine {}

    /** With the name of the file that tells the progress; may be empty. */
    record Started(String stamp, String dataset, String progressFile) implements LogLine {}

    record Finished(String stamp, String dataset) implements LogLine {}

    /** With the name of the log that says why, in its original case. */
    record Failed(String stamp, String dataset, String logFile) implements LogLine {}

    /** A line of {@code <date>: <text>[: <rest>]}, where the date holds two colons itself; empty if it means nothing. */
    static Optional<LogLine> parse(String line) {
        var fields = line.split(":", -1);
        if (fields.length < 4) {
            return Optional.empty();
        }
        var stamp = collapse(fields[0] + ":" + fields[1] + ":" + fields[2]);
        var text = collapse(fields[3]).toLowerCase(Locale.ROOT);
        if (text.contains("creating snapshot")) {
            return Optional.of(new Snapshot(stamp, lastWord(text)));
        }
        if (text.contains("starting replication")) {
            return Optional.of(new Started(stamp, after(text, " on "), fields.length > 4 ? fields[4].trim() : ""));
        }
        if (text.contains("finished replication task")) {
            return Optional.of(new Finished(stamp, lastWord(before(text, " -> "))));
        }
        if (text.contains("failed replication")) {
            return Optional.of(new Failed(stamp, lastWord(before(text, " -> ")), afterLogFile(line)));
        }
        return Optional.empty();
    }

    private static String collapse(String text) {
        return Arrays.stream(text.trim().split("\\s+", -1)).collect(Collectors.joining(" "));
    }

    private static String lastWord(String text) {
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    private static String before(String text, String mark) {
        int at = text.indexOf(mark);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String after(String text, String mark) {
        int at = text.indexOf(mark);
        return at < 0 ? "" : text.substring(at + mark.length());
    }

    private static String afterLogFile(String line) {
        int at = line.indexOf("LOGFILE:");
        return at < 0 ? "" : line.substring(at + "LOGFILE:".length()).trim();
    }
}
