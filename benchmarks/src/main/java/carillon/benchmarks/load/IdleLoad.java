package carillon.benchmarks.load;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Connects subscribers to whom nothing happens. Prints what each of them costs the server in resident memory, as the growth
 * from after a first hundred, and what all of them cost in CPU. The hundred keep what the first connections load out of it.
 *
 * <p>{@code IdleLoad host port subscribers token pid,pid [seconds]}
 */
public final class IdleLoad {

    private static final int FIRST = 100;
    private static final long MEASURED_SECONDS = 10;

    private IdleLoad() {}

    public static void main(String[] args) throws Exception {
        var host = args[0];
        int port = Integer.parseInt(args[1]);
        int count = Integer.parseInt(args[2]);
        var server = ProcessUse.of(args[4]);
        long seconds = args.length > 5 ? Long.parseLong(args[5]) : MEASURED_SECONDS;
        var nothing = new Deliveries(count);
        try (var first = new Subscribers(Protocol.DRP, nothing, args[3]);
                var others = new Subscribers(Protocol.DRP, nothing, args[3])) {
            first.connect(host, port, FIRST);
            settle(server.pids(), seconds / 2);
            long before = server.residentKilobytes();
            others.connect(host, port, count);
            settle(server.pids(), seconds / 2);
            long after = server.residentKilobytes();
            double cpu = server.cpuSeconds();
            TimeUnit.SECONDS.sleep(seconds);
            System.out.printf(
                    "{\"subscribers\":%d,\"residentKb\":%.2f,\"residentMb\":%.0f,\"cores\":%.3f}%n",
                    count, (after - before) / (double) count, after / 1024.0, (server.cpuSeconds() - cpu) / seconds);
        }
    }

    /** Garbage is not what a connection costs: every process that is a JVM collects it and gives the pages back. */
    private static void settle(List<Long> pids, long seconds) throws Exception {
        TimeUnit.SECONDS.sleep(seconds);
        for (long pid : pids) {
            for (int i = 0; i < 2; i++) {
                new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), "GC.run")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            }
        }
        TimeUnit.SECONDS.sleep(1);
    }
}
