package carillon.server.cli;

import java.io.PrintWriter;

/** Tells on a terminal how far long work has come; says nothing in a pipe. */
final class Progress {

    private static final long EVERY_NANOS = 100_000_000;

    private final PrintWriter out;
    private final String unit;
    private final long total;
    private final boolean terminal = Terminal.present();
    private long shown;

    Progress(PrintWriter out, String unit, long total) {
        this.out = out;
        this.unit = unit;
        this.total = total;
    }

    void at(long done) {
        long now = System.nanoTime();
        if (terminal && now - shown > EVERY_NANOS) {
            shown = now;
            out.printf("\r%,d of %,d %s (%d %%) ", done, total, unit, total == 0 ? 100 : done * 100 / total);
            out.flush();
        }
    }

    void done() {
        if (terminal) {
            out.print("\r" + " ".repeat(60) + "\r");
            out.flush();
        }
    }
}
