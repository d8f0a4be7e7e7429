package carillon.server.http;

import io.netty.channel.Channel;

/** Whether the peer is read: not as long as there is a reason to pause. The loop's own. */
final class ReadPauses {

    /** Why it is not read. */
    enum Reason {
        /** Whoever uses the connection says so. */
        CALLER(1),
        /** It does not take its answers. */
        ANSWERS(2),
        /** Too many tasks of it wait. */
        TASKS(4),
        /** The server goes away. */
        GOING(8);

        private final int bit;

        Reason(int bit) {
            this.bit = bit;
        }
    }

    private final Channel channel;
    private int reasons;

    ReadPauses(Channel channel) {
        this.channel = channel;
    }

    void set(Reason reason, boolean on) {
        reasons = on ? reasons | reason.bit : reasons & ~reason.bit;
        channel.config().setAutoRead(reasons == 0);
    }

    boolean by(Reason reason) {
        return (reasons & reason.bit) != 0;
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
