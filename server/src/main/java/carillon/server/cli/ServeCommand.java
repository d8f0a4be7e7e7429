package carillon.server.cli;

import carillon.server.app.CarillonServer;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon serve}: runs the server until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs the server.",
        footer = {
            "",
            "On SIGTERM or Ctrl-C it drains: it accepts no new connections, closes open ones over the drain period, stores",
            "everything it has accepted, and exits with 0."
        })
final class ServeCommand extends CliCommand {

    @Mixin
    private Configuration configuration = new Configuration();

    @Option(names = "--demo", description = "Sample accounts with known passwords, and all dialects; for trying out.")
    private boolean demo;

    @Option(names = "--sysadm", description = "Opens the SysAdm listeners.")
    private boolean sysadm;

    @Option(names = "--bridge", description = "Opens the bridge relay.")
    private boolean bridge;

    @Override
    public Integer call() throws InterruptedException {
        var config = configuration.read(implied());
        var out = out();
        var server =
                CarillonServer.start(config, configuration.data(), demo, password -> tellAdministrator(password, out));
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            server.close();
            stopped.countDown();
        }));
        greet(server, out);
        stopped.await();
        return ExitCode.OK;
    }

    private Map<String, String> implied() {
        var settings = new LinkedHashMap<String, String>();
        if (sysadm || demo) {
            settings.put(Settings.SYSADM_ENABLED.key(), "true");
        }
        if (bridge || demo) {
            settings.put(Settings.BRIDGE_ENABLED.key(), "true");
        }
        return settings;
    }

    private void greet(CarillonServer server, PrintWriter out) {
        long millis = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        var address = server.address("http");
        var base = "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
        out.println(Ansi.AUTO.string("@|bold Carillon|@ is ready after " + millis + " ms."));
        server.listeners().forEach((name, url) -> out.printf("  %-12s %s%n", name, url));
        out.println("  data         " + configuration.data().toAbsolutePath().normalize());
        if (demo) {
            tryIt(base, out);
        }
        warn(server.config(), out);
        out.flush();
    }

    private static void tellAdministrator(String password, PrintWriter out) {
        out.println("An administrator was made; the password is shown this once:");
        out.println(Ansi.AUTO.string("  user @|bold admin|@  password @|bold " + password + "|@"));
        out.println("If it gets lost: carillon user password admin");
        out.println();
        out.flush();
    }

    private static void tryIt(String base, PrintWriter out) {
        out.println();
        out.println("Demo accounts: rocketskates / r0cketsk8ts may do everything. Try, in another terminal:");
        out.println("  ./carillon watch '*.*.*'");
        out.println("  curl -u rocketskates:r0cketsk8ts " + base + "/v1/events -H 'content-type: application/json' \\");
        out.println(
                "    -d '{\"type\":\"machines\",\"action\":\"create\",\"key\":\"m1\",\"description\":\"it works\"}'");
        out.println("  open " + base + "/ in a browser");
    }

    private void warn(Config config, PrintWriter out) {
        boolean beyondThisHost = !config.get(Settings.HTTP_HOST).startsWith("127.")
                && !config.get(Settings.HTTP_HOST).equals("::1")
                && !config.get(Settings.HTTP_HOST).equals("localhost");
        if (beyondThisHost) {
            out.println(Ansi.AUTO.string("@|bold,yellow Warning:|@ http.host is not a loopback address: passwords and"
                    + " tokens cross the network in the clear. Keep http on loopback and use the TLS listener."));
        }
        if (demo && (beyondThisHost || !config.get(Settings.HTTPS_HOST).startsWith("127."))) {
            out.println(Ansi.AUTO.string("@|bold,yellow Warning:|@ demo accounts have public passwords; do not use"
                    + " --demo where others can reach the server."));
        }
    }
}
