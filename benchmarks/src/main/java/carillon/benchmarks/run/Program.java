package carillon.benchmarks.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** A server that takes part and how it is set up. */
enum Program {
    BARE {
        @Override
        List<String> command(Bench bench, Path directory, int port) {
            return bench.java("carillon.benchmarks.ceiling.BareBroadcaster", Integer.toString(port));
        }

        @Override
        String version() {
            return "bare Netty 4.2";
        }
    },
    PUMPED {
        @Override
        List<String> command(Bench bench, Path directory, int port) {
            return bench.java("carillon.benchmarks.ceiling.BareBroadcaster", Integer.toString(port), "pump");
        }

        @Override
        String version() {
            return "bare Netty 4.2 with a pump";
        }
    },
    /** By the demo, which has users. */
    CARILLON {
        @Override
        List<String> command(Bench bench, Path directory, int port) {
            return bench.carillon(directory, port);
        }

        @Override
        String token(int port) throws IOException, InterruptedException {
            var basic = Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.UTF_8));
            var request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/api/v3/users/rocketskates/token?ttl=86400"))
                    .header("Authorization", "Basic " + basic)
                    .build();
            try (var client = HttpClient.newHttpClient()) {
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                return new JsonMapper().readTree(answer.body()).get("Token").stringValue();
            }
        }

        @Override
        String version() {
            return "Carillon: this revision";
        }
    },
    NATS {
        @Override
        List<String> command(Bench bench, Path directory, int port) throws IOException {
            var config = directory.resolve("nats.conf");
            Files.writeString(config, """
                    listen: "127.0.0.1:%d"
                    websocket { listen: "127.0.0.1:%d", no_tls: true }
                    max_connections: 20000
                    """.formatted(port - 1, port));
            return List.of("nats-server", "-c", config.toString());
        }

        @Override
        String version() throws InterruptedException {
            return Commands.output("nats-server", "--version");
        }
    },
    NCHAN {
        @Override
        List<String> command(Bench bench, Path directory, int port) throws IOException {
            var config = directory.resolve("nginx.conf");
            Files.writeString(config, """
                    user root;
                    load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
                    daemon off;
                    worker_processes 2;
                    pid %1$s/nginx.pid;
                    error_log %1$s/error.log;
                    events { worker_connections 16000; }
                    http {
                      access_log off;
                      keepalive_requests 100000000;
                      client_body_temp_path %1$s/body;
                      nchan_shared_memory_size 256M;
                      server {
                        listen 127.0.0.1:%2$d backlog=4096;
                        location = /sub { nchan_subscriber websocket; nchan_channel_id bench; nchan_subscriber_first_message newest; }
                        location = /pub { nchan_publisher; nchan_channel_id bench; }
                      }
                    }
                    """.formatted(directory, port));
            return List.of("nginx", "-c", config.toString());
        }

        @Override
        String version() throws InterruptedException {
            return Commands.output("nginx", "-v") + ", nchan "
                    + Commands.output("dpkg-query", "-W", "-f", "${Version}", "libnginx-mod-nchan");
        }
    },
    SOCKETIO {
        @Override
        List<String> command(Bench bench, Path directory, int port) throws IOException {
            var program = bench.peers().resolve("server.js");
            Files.writeString(program, """
                    const { Server } = require('socket.io');
                    const io = new Server(Number(process.argv[2]), { transports: ['websocket'], perMessageDeflate: false });
                    io.on('connection', socket => {
                      socket.join('subscribers');
                      socket.on('publish', message => { socket.leave('subscribers'); io.to('subscribers').emit('m', message); });
                    });
                    """);
            return List.of("node", program.toString(), Integer.toString(port));
        }

        @Override
        String version() throws InterruptedException {
            return "Socket.IO 4.8.4, Node " + Commands.output("node", "--version");
        }
    };

    abstract List<String> command(Bench bench, Path directory, int port) throws IOException;

    /** What subscribers and publishers show; {@code -} if nothing. */
    String token(int port) throws IOException, InterruptedException {
        return "-";
    }

    abstract String version() throws InterruptedException;
}
