package carillon.server.access;

import java.util.concurrent.atomic.LongAdder;

/** What became of logins since the start. */
public final class LoginCounters {

    /** Passwords and tokens that were accepted, remembered ones included. */
    public final LongAdder accepted = new LongAdder();

    /** Wrong passwords and keys. */
    public final LongAdder failed = new LongAdder();

    /** Tokens that were damaged, expired or revoked. */
    public final LongAdder badTokens = new LongAdder();

    /** Passwords that were not checked, because there were too many. */
    public final LongAdder throttled = new LongAdder();
}
