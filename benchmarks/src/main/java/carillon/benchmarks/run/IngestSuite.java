package carillon.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** 400-byte events that are acknowledged once they are on disk. */
final class IngestSuite {

    private static final int PORT = 19_522;
    private static final int POSTGRES_PORT = 19_532;

    private final Bench bench;

    IngestSuite(Bench bench) {
        this.bench = bench;
    }

    /** One way to store an event, measured with so many publishers. */
    private interface Store {
        JsonNode measure(int publishers) throws IOException, InterruptedException;
    }

    private record Named(String title, Store store) {}

    List<Sample> run() throws InterruptedException {
        var stores = List.of(
                new Named("Carillon over HTTP, one event", publishers -> carillon("carillon", publishers)),
                new Named("Carillon over HTTP, arrays of 50", publishers -> carillon("carillon-array", publishers)),
                new Named("Redis Streams, appendfsync always", this::redis),
                new Named("PostgreSQL, one insert a transaction", this::postgres));
        var publishers = bench.quick() ? List.of(32) : List.of(1, 32, 256);
        int rounds = bench.quick() ? 1 : 3;
        var samples = new ArrayList<Sample>();
        for (int count : publishers) {
            var these = stores.stream()
                    .map(one -> new Sample(one.title(), count + " publishers", new ArrayList<>()))
                    .toList();
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < these.size(); i++) {
                    measure(stores.get(i), count, these.get(i));
                }
            }
            samples.addAll(these);
        }
        samples.removeIf(sample -> sample.rounds().isEmpty());
        return samples;
    }

    private void measure(Named named, int publishers, Sample into) throws InterruptedException {
        try {
            var figures = named.store().measure(publishers);
            into.rounds().add(figures);
            System.out.println(named.title() + ", " + publishers + " publishers: " + figures);
        } catch (IOException | RuntimeException failed) {
            bench.leaveOut(named.title() + ", " + publishers + " publishers", failed);
        }
    }

    private String seconds() {
        return bench.quick() ? "4" : "6";
    }

    private JsonNode carillon(String target, int publishers) throws IOException, InterruptedException {
        var directory = bench.fresh("ingest-carillon");
        try (var server = Server.start(bench.carillon(directory, PORT), directory, PORT)) {
            return load(target, publishers, Peer.CARILLON.token(PORT), server);
        }
    }

    private JsonNode redis(int publishers) throws IOException, InterruptedException {
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
            return load("redis", publishers, "-", server);
        }
    }

    private JsonNode load(String target, int publishers, String token, Server server)
            throws IOException, InterruptedException {
        var line = Commands.lastLine(
                bench.java(
                        "carillon.benchmarks.load.IngestLoad",
                        target,
                        "127.0.0.1",
                        Integer.toString(server.port()),
                        Integer.toString(publishers),
                        seconds(),
                        token,
                        server.pids()),
                bench.log(),
                60);
        return new JsonMapper().readTree(line);
    }

    /** By {@code pgbench}, which comes with the server: one row of 400 bytes and one commit at a time. */
    private JsonNode postgres(int publishers) throws IOException, InterruptedException {
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
            return pgbench(directory, publishers);
        } finally {
            Commands.output("rm", "-rf", directory.toString());
        }
    }

    private JsonNode pgbench(Path directory, int publishers) throws IOException, InterruptedException {
        var script = directory.resolve("insert.sql");
        Files.writeString(script, "insert into bench(body) values (repeat('x', 400));\n");
        var at = List.of("-h", "127.0.0.1", "-p", Integer.toString(POSTGRES_PORT), "-U", "postgres", "postgres");
        var create = new ArrayList<>(List.of("psql", "-c", "create table bench(id bigserial primary key, body text)"));
        create.addAll(at);
        Commands.output(create.toArray(String[]::new));
        var clients = Integer.toString(publishers);
        var run = new ArrayList<>(List.of("pgbench", "-n", "-f", script.toString(), "-c", clients, "-T", seconds()));
        run.addAll(at);
        var output = Commands.output(run.toArray(String[]::new));
        var figures = new JsonMapper().createObjectNode();
        figures.put("perSecond", number(output, "tps = "));
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
