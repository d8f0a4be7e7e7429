package carillon.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** 400-byte events that are acknowledged once they are on disk. */
final class IngestSuite implements Suite {

    private static final int PORT = 19_522;
    private static final int POSTGRES_PORT = 19_532;
    private static final int BATCH = 50;

    private static final List<Table.Figure> FIGURES = List.of(
            new Table.Figure("events/s", "perSecond", 0),
            new Table.Figure("p50 ms", "p50", 2),
            new Table.Figure("p99 ms", "p99", 2),
            new Table.Figure("p99.9 ms", "p999", 2),
            new Table.Figure("average ms", "average", 2),
            new Table.Figure("CPU µs/event", "cpuMicros", 1),
            new Table.Figure("delivered/s", "deliveredPerSecond", 0));

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String title() {
        return "Durable ingest of 400-byte events";
    }

    @Override
    public List<String> versions() throws InterruptedException {
        return List.of(
                Commands.output("redis-server", "--version"),
                Commands.output("psql", "--version"),
                Kafka.version(),
                Commands.output("nats-server", "--version")
                        + ", JetStream acknowledges before the disk has the message: `sync_interval: always` came with a later"
                        + " version");
    }

    @Override
    public List<Table> run(Bench bench) throws InterruptedException {
        var tables = new ArrayList<Table>();
        for (int count : bench.quick() ? List.of(32) : List.of(1, 32, 256)) {
            var load = count + " publishers";
            tables.add(new Table(load, "store", FIGURES, Suite.rounds(bench, load, contestants(bench, count))));
        }
        return tables;
    }

    private static List<Contestant> contestants(Bench bench, int count) {
        var contestants = new ArrayList<>(List.of(
                new Contestant("a bare append loop, in process (ceiling)", () -> inProcess(bench, "bare", count)),
                new Contestant("Carillon, in process", () -> inProcess(bench, "hub", count)),
                new Contestant("Carillon over HTTP", () -> carillon(bench, "carillon", count, 0)),
                new Contestant("Carillon, 100 subscribers", () -> carillon(bench, "carillon", count, 100)),
                new Contestant("Carillon, arrays of 50", () -> carillon(bench, "carillon-array", count, 0)),
                new Contestant("Redis Streams, appendfsync always", () -> redis(bench, count)),
                new Contestant("NATS JetStream", () -> jetStream(bench, count)),
                new Contestant("Kafka, batches of 50", () -> kafka(bench, "kafka-batch", count)),
                new Contestant("PostgreSQL, one row a commit", () -> postgres(bench, count, 1)),
                new Contestant("PostgreSQL, 50 rows a commit", () -> postgres(bench, count, BATCH))));
        if (!bench.quick()) {
            contestants.add(new Contestant(
                    "Carillon, arrays of 50, 100 subscribers", () -> carillon(bench, "carillon-array", count, 100)));
            contestants.add(new Contestant("Kafka, a record a batch", () -> kafka(bench, "kafka", count)));
        }
        return contestants;
    }

    private static int seconds(Bench bench) {
        return bench.quick() ? 2 : 8;
    }

    private static JsonNode inProcess(Bench bench, String kind, int publishers)
            throws IOException, InterruptedException {
        var directory = bench.fresh("ingest-in-process");
        return bench.run(
                List.of("-Xmx4g"),
                "carillon.benchmarks.journal.JournalIngest",
                kind,
                directory,
                publishers,
                1,
                seconds(bench));
    }

    private static JsonNode carillon(Bench bench, String target, int publishers, int subscribers)
            throws IOException, InterruptedException {
        var directory = bench.fresh("ingest-carillon");
        try (var server = Server.start(bench.carillon(directory, PORT), directory, PORT)) {
            return load(bench, target, publishers, Program.CARILLON.token(PORT), server, subscribers);
        }
    }

    private static JsonNode redis(Bench bench, int publishers) throws IOException, InterruptedException {
        var directory = bench.fresh("ingest-redis");
        var command = List.of(
                "redis-server",
                "--port",
                Integer.toString(PORT),
                "--dir",
                directory.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--save",
                "");
        try (var server = Server.start(command, directory, PORT)) {
            return load(bench, "redis", publishers, "-", server, 0);
        }
    }

    private static JsonNode jetStream(Bench bench, int publishers) throws IOException, InterruptedException {
        var directory = bench.fresh("ingest-jetstream");
        var config = directory.resolve("nats.conf");
        Files.writeString(config, """
                listen: "127.0.0.1:%d"
                jetstream { store_dir: "%s", max_file: 10G }
                """.formatted(PORT, directory));
        try (var server = Server.start(List.of("nats-server", "-c", config.toString()), directory, PORT)) {
            return load(bench, "jetstream", publishers, "-", server, 0);
        }
    }

    private static JsonNode kafka(Bench bench, String target, int publishers) throws IOException, InterruptedException {
        try (var server = Kafka.start(bench, bench.fresh("ingest-kafka"), PORT)) {
            return load(bench, target, publishers, "-", server, 0);
        }
    }

    private static JsonNode load(
            Bench bench, String target, int publishers, String token, Server server, int subscribers)
            throws IOException, InterruptedException {
        return bench.load(
                "IngestLoad",
                target,
                "127.0.0.1",
                server.port(),
                publishers,
                seconds(bench),
                token,
                server.pids(),
                subscribers);
    }

    /** By {@code pgbench}, which comes with the server: rows of 400 bytes, so many in a commit. */
    private static JsonNode postgres(Bench bench, int publishers, int batch) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("carillon-bench-postgres");
        var programs = Path.of(Commands.output("sh", "-c", "ls -d /usr/lib/postgresql/*/bin | tail -1"));
        var data = directory.resolve("data").toString();
        Commands.output("chown", "postgres", directory.toString());
        Commands.output("runuser", "-u", "postgres", "--", programs + "/initdb", "-A", "trust", "-D", data);
        var command = List.of(
                "runuser",
                "-u",
                "postgres",
                "--",
                programs + "/postgres",
                "-D",
                data,
                "-p",
                Integer.toString(POSTGRES_PORT),
                "-k",
                directory.toString(),
                "-c",
                "max_connections=300");
        try (var _ = Server.start(command, bench.fresh("ingest-postgres"), POSTGRES_PORT)) {
            return pgbench(bench, directory, publishers, batch);
        } finally {
            Commands.output("rm", "-rf", directory.toString());
        }
    }

    /** The port is open before the database has started up. */
    private static void awaitPostgres() throws IOException, InterruptedException {
        for (int i = 0; i < 300; i++) {
            var answer = Commands.output("pg_isready", "-h", "127.0.0.1", "-p", Integer.toString(POSTGRES_PORT));
            if (answer.endsWith(" accepting connections")) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("PostgreSQL did not start within 30 s");
    }

    private static JsonNode pgbench(Bench bench, Path directory, int publishers, int batch)
            throws IOException, InterruptedException {
        awaitPostgres();
        var script = directory.resolve("insert.sql");
        Files.writeString(
                script, "insert into bench(body) select repeat('x', 400) from generate_series(1, " + batch + ");\n");
        var at = List.of("-h", "127.0.0.1", "-p", Integer.toString(POSTGRES_PORT), "-U", "postgres", "postgres");
        var create = new ArrayList<>(List.of("psql", "-c", "create table bench(id bigserial primary key, body text)"));
        create.addAll(at);
        Commands.output(create.toArray(String[]::new));
        var clients = Integer.toString(publishers);
        var run = new ArrayList<>(List.of(
                "pgbench", "-n", "-f", script.toString(), "-c", clients, "-T", Integer.toString(seconds(bench))));
        run.addAll(at);
        var output = Commands.output(run.toArray(String[]::new));
        var figures = new JsonMapper().createObjectNode();
        figures.put("perSecond", batch * number(output, "tps = "));
        figures.put("average", number(output, "latency average = "));
        return figures;
    }

    private static double number(String output, String after) throws IOException {
        int from = output.indexOf(after);
        if (from < 0) {
            throw new IOException("pgbench said: " + output);
        }
        var rest = output.substring(from + after.length());
        return Double.parseDouble(rest.substring(0, rest.indexOf(' ')));
    }
}
