package carillon.server.access;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One warning for each failed login, in a form that tools such as fail2ban can rely on (docs/operations/logins.md). Never with
 * a password; at most so many a second, because anybody may cause them. Any thread.
 */
final class LoginLog {

    private static final Logger LOG = LoggerFactory.getLogger(LoginGate.LOGGER);
    private static final int LONGEST_NAME = 64;

    private final AtomicLong left = new AtomicLong();
    private final Bucket lines = Bucket.builder()
            .addLimit(Bandwidth.builder()
                    .capacity(100)
                    .refillGreedy(10, Duration.ofSeconds(1))
                    .build())
            .build();

    void failed(InetAddress from, String name, String reason) {
        if (lines.tryConsume(1)) {
            long more = left.getAndSet(0);
            LOG.warn(
                    "login failed: address={} user='{}' reason={}{}",
                    address(from),
                    escaped(name),
                    reason,
                    more == 0 ? "" : " unlogged=" + more);
        } else {
            left.incrementAndGet();
        }
    }

    private static String address(InetAddress from) {
        var text = from.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    /** Nothing in a name can end the line or the quotes, or look like another field. */
    static String escaped(String name) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), LONGEST_NAME); i++) {
            char c = name.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\'' && c != '\\') {
                text.append(c);
            } else {
                text.append("\\u").append(String.format("%04x", (int) c));
            }
        }
        return name.length() > LONGEST_NAME ? text.append("...").toString() : text.toString();
    }
}
