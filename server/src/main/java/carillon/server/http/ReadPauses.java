package carillon.server.http;

import io.netty.channel.Channel;

/** Whether the peer is read: not as long as there is a reason to pause. The loop's own. */
final class ReadPauses {

    /** Why it is not read. */
    enum Reason {
        /** Whoever uses the connection says so. */
        CALLER,
        /** It does not take its answers. */
        ANSWERS,
        /** Too many tasks of it wait. */
        TASKS,
        /** The server goes away. */
        GOING
    }

    private final Channel channel;
    private int reasons;

    ReadPauses(Channel channel) {
        this.channel = channel;
    }

    void set(Reason reason, boolean on) {
        int bit = 1 << reason.ordinal();
        reasons = on ? reasons | bit : reasons & ~bit;
        channel.config().setAutoRead(reasons == 0);
    }

    boolean by(Reason reason) {
        return (reasons & (1 << reason.ordinal())) != 0;
    }

    boolean any() {
        return reasons != 0;
    }

    /** Reads on, whatever reason there was. */
    void end() {
        reasons = 0;
        channel.config().setAutoRead(true);
    }
}
