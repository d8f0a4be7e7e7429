package carillon.server.source.lifepreserver;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows the text that a verbose send writes, and tells how far it is (section 9.1). One thread. */
final class Progress {

    /** How far: the message, and the pool that it is about. */
    record Step(String pool, String message) {}

    private static final String SIZE_IS = "size is ";
    private static final String UNITS = "KMGTPE";

    private final Path file;
    private final LineReader reader = new LineReader();
    private long position;
    private String total = "??";
    private String lastSent = "";

    Progress(Path file) {
        this.file = file;
    }

    /** The latest status, if it is another one than last time. */
    Optional<Step> look() throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String status = null;
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < position) {
                position = 0;
                reader.restart();
            }
            while (true) {
                var read = reader.read(channel, position);
                if (read.next() == position) {
                    break;
                }
                position = read.next();
                for (var line : read.texts()) {
                    status = take(line, status);
                }
            }
        }
        return status == null ? Optional.empty() : step(status);
    }

    private @Nullable String take(String line, @Nullable String status) {
        if (line.contains("estimated size is")) {
            total = line.substring(line.indexOf(SIZE_IS) + SIZE_IS.length()).trim();
            return status;
        }
        boolean noise = line.isBlank()
                || line.startsWith("send from ")
                || line.startsWith("TIME ")
                || line.startsWith("warning: ");
        return noise ? status : line;
    }

    private Optional<Step> step(String status) {
        var words = status.trim().split("\\s+", -1);
        if (words.length < 3 || words[1].equals(lastSent)) {
            return Optional.empty();
        }
        lastSent = words[1];
        var pool = words[2].split("/", 2)[0];
        return Optional.of(new Step(pool, "Replicating " + pool + ": " + lastSent + "/" + total + percent()));
    }

    private String percent() {
        var sent = bytes(lastSent);
        var all = bytes(total);
        if (sent == null || all == null || all.signum() <= 0) {
            return "";
        }
        var percent = sent.multiply(BigDecimal.valueOf(100)).divide(all, 1, RoundingMode.DOWN);
        return " (" + percent.stripTrailingZeros().toPlainString() + "%)";
    }

    /** A size such as {@code 12.5M}, in bytes; null if it is none. */
    private static @Nullable BigDecimal bytes(String size) {
        if (size.isEmpty() || size.length() > 20) {
            return null;
        }
        int power = UNITS.indexOf(size.charAt(size.length() - 1)) + 1;
        var digits = power > 0 || size.endsWith("B") ? size.substring(0, size.length() - 1) : size;
        boolean number = !digits.isEmpty()
                && digits.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
                && digits.indexOf('.') == digits.lastIndexOf('.')
                && !digits.equals(".");
        return number ? new BigDecimal(digits).multiply(BigDecimal.valueOf(1024).pow(power)) : null;
    }
}
