package carillon.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Kafka of one node with one topic, which syncs each batch before it acknowledges it. */
final class Kafka {

    private static final String CREATE_TOPIC = """
            import java.util.List;
            import java.util.Map;
            import org.apache.kafka.clients.admin.Admin;
            import org.apache.kafka.clients.admin.NewTopic;

            void main(String[] args) throws Exception {
                try (var admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
                    admin.createTopics(List.of(new NewTopic("bench", 1, (short) 1))).all().get();
                }
                System.out.println("created");
            }
            """;

    private static final long PREPARED_WITHIN_SECONDS = 60;

    private Kafka() {}

    /** Starts it on this port and the next, and returns once the topic is there. */
    static Server start(Bench bench, Path directory, int port) throws IOException, InterruptedException {
        var config = directory.resolve("server.properties");
        Files.writeString(config, """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                log.flush.interval.messages=1
                """.formatted(port, port + 1, directory.resolve("log")));
        var log = directory.resolve("prepare.log");
        Commands.lines(
                java(
                        bench,
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        "Y2FyaWxsb24tYmVuY2gtMQ",
                        "-c",
                        config.toString()),
                log,
                PREPARED_WITHIN_SECONDS);
        var server = Server.start(java(bench, "kafka.Kafka", config.toString()), directory, port);
        try {
            var program = directory.resolve("CreateTopic.java");
            Files.writeString(program, CREATE_TOPIC);
            Commands.lines(java(bench, program.toString(), "127.0.0.1:" + port), log, PREPARED_WITHIN_SECONDS);
            return server;
        } catch (IOException | InterruptedException failed) {
            server.close();
            throw failed;
        }
    }

    static String version() throws InterruptedException {
        return Commands.output(
                        "sh",
                        "-c",
                        "ls benchmarks/target/peers/kafka | sed -n 's/kafka-clients-\\(.*\\).jar/Kafka \\1/p'")
                + ", log.flush.interval.messages=1";
    }

    private static List<String> java(Bench bench, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx1g",
                "-cp",
                bench.peers().resolve("kafka") + "/*"));
        command.addAll(List.of(arguments));
        return command;
    }
}
